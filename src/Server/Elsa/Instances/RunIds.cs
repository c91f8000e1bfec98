using System.Text.Json.Nodes;
using Penstock.Core.Errors;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Runs as callers name them.</summary>
internal static class RunIds
{
    /// <summary>The runs of a list. What is no id fits no run; a list of nothing but those must not fit all.</summary>
    public static IReadOnlyList<Guid> Of(IEnumerable<string> texts) =>
        [.. texts.Select(t => Guid.TryParse(t, out var id) ? id : Guid.Empty).Distinct()];

    /// <summary>The run that a member of a body names; null when it is left out or empty.</summary>
    /// <exception cref="UsageException">It is no id.</exception>
    public static Guid? Named(JsonObject body, string member) =>
        body.Text(member) is not { Length: > 0 } text ? null
        : Guid.TryParse(text, out var id) ? id
        : throw new UsageException("A run's id is a UUID", text, $"leave {member} out");
}
