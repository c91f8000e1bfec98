namespace Penstock.Workflows.Activities.Http;

/// <summary>What a run answers a request.</summary>
/// <param name="StatusCode">The status.</param>
/// <param name="Content">The body; null for none.</param>
/// <param name="Headers">Further headers.</param>
public sealed record HttpAnswer(int StatusCode, HttpContent? Content, IReadOnlyDictionary<string, string[]> Headers);
