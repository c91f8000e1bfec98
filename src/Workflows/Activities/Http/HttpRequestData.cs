using System.Text.Json.Nodes;

namespace Penstock.Workflows.Activities.Http;

/// <summary>A request as a run keeps it.</summary>
public sealed record HttpRequestData
{
    /// <summary>The method.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The path below the base path.</summary>
    public string Path { get; init; } = "";

    /// <summary>The values of the path's parts in braces.</summary>
    public Dictionary<string, object> RouteData { get; init; } = [];

    /// <summary>The query: a text for each name, a list when a name occurs more than once.</summary>
    public Dictionary<string, object> Query { get; init; } = [];

    /// <summary>The headers, without those that hold credentials.</summary>
    public Dictionary<string, object> Headers { get; init; } = [];

    /// <summary>The body: JSON, a form's names and values, or text.</summary>
    public JsonNode? Content { get; init; }

    /// <summary>Uploaded files.</summary>
    public IReadOnlyList<HttpFileData> Files { get; init; } = [];

    /// <summary>The signed-in caller.</summary>
    public string? User { get; init; }

    /// <summary>The outcome when the request broke a rule that the endpoint exposes.</summary>
    public string? Problem { get; init; }
}
