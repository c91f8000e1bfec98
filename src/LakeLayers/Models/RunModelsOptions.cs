namespace Penstock.LakeLayers.Models;

/// <summary>What to run.</summary>
/// <param name="Project">The workflow's folder, which holds <c>models</c> and <c>contracts</c>.</param>
public sealed record RunModelsOptions(string Project)
{
    /// <summary>Which models: zones, names, or <c>zone.table</c>. Empty: all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Values for <c>{{ var('name') }}</c>; put into the SQL as literals.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Threads of the query engine, 1 to 256. Default: the lake's.</summary>
    public int? Threads { get; init; }

    /// <summary>Memory of the query engine before it spills to disk, in DuckDB's notation. Default: the lake's.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>Run models also when nothing they are made from has changed.</summary>
    public bool Force { get; init; }
}
