namespace Penstock.LakeLayers.Models;

/// <summary>What to run.</summary>
/// <param name="Project">The workflow's folder, which holds <c>models</c> and <c>contracts</c>.</param>
public sealed record RunModelsOptions(string Project)
{
    /// <summary>
    /// Which models: zones, names, <c>zone.table</c>, <c>tag:x</c>, <c>+name+</c>, <c>state:modified</c> and so on, see
    /// docs/reference/models.md. Empty: all.
    /// </summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Which of them not.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Make incremental models from the beginning. Snapshots keep their history.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Test what was made before anything of it is published.</summary>
    public bool WithTests { get; init; }

    /// <summary>Values for <c>{{ var('name') }}</c>; put into the SQL as literals.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Models, and tests, at a time, 1 to 64. Default: the lake's.</summary>
    public int? Parallel { get; init; }

    /// <summary>Threads of the query engine, 1 to 256. Default: the lake's.</summary>
    public int? Threads { get; init; }

    /// <summary>Run models also when nothing they are made from has changed.</summary>
    public bool Force { get; init; }
}
