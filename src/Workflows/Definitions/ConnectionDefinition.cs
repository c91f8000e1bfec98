using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>An arrow of a flowchart: from an outcome of one activity to another activity.</summary>
/// <param name="Source">The id of the activity it leaves.</param>
/// <param name="Port">The outcome it stands for; <c>Done</c> when the file names none.</param>
/// <param name="Target">The id of the activity it leads to.</param>
public sealed record ConnectionDefinition(string Source, string Port, string Target)
{
    /// <summary>The outcome of an activity that names none.</summary>
    public const string DefaultPort = "Done";

    /// <summary>Reads both forms seen in files: nested endpoints, and the older flat one.</summary>
    internal static ConnectionDefinition Read(JsonObject json) =>
        new(
            json.Object("source")?.Text("activity") ?? json.Text("source") ?? "",
            json.Object("source")?.Text("port") ?? json.Text("sourcePort") ?? DefaultPort,
            json.Object("target")?.Text("activity") ?? json.Text("target") ?? ""
        );

    /// <inheritdoc/>
    public override string ToString() => $"{Source}.{Port} -> {Target}";
}
