using System.Text.Json.Nodes;

namespace Penstock.Workflows.Runtime;

/// <summary>Something that resumes a run and waits to be taken.</summary>
/// <param name="Id">Its place in the order of arrival.</param>
/// <param name="BookmarkId">The bookmark that is meant.</param>
/// <param name="Input">What it brings.</param>
public sealed record InboxMessage(long Id, Guid BookmarkId, JsonObject Input);
