namespace Penstock.Core.Configuration;

/// <summary>
/// The whole configuration (<c>penstock.yml</c>, overridden by <c>PENSTOCK__…</c> environment variables). Secrets are
/// references.
/// </summary>
public sealed record PenstockOptions
{
    /// <summary>The metadata database. Required.</summary>
    public DatabaseOptions Metadata { get; init; } = new();

    /// <summary>The warehouse. Default: the metadata database.</summary>
    public DatabaseOptions Warehouse { get; init; } = new();

    /// <summary>The lake's object store and limits.</summary>
    public LakeSection Lake { get; init; } = new();

    /// <summary>Named connections to file servers, databases and APIs.</summary>
    public Dictionary<string, SourceOptions> Sources { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where workflows are: one folder each. Default: <c>workflows</c> beside the configuration file.</summary>
    public string Workflows { get; init; } = "workflows";

    /// <summary>
    /// Whether definitions of the workflows folder can be changed in the editor: <c>editable</c>, or <c>readonly</c> when they
    /// change only by
    /// their files. Default: <c>editable</c>.
    /// </summary>
    public string GitDefinitions { get; init; } = "editable";

    /// <summary>Where lineage events go besides the metadata database.</summary>
    public LineageSection Lineage { get; init; } = new();

    /// <summary>The secrets of personal data.</summary>
    public PrivacySection Privacy { get; init; } = new();

    /// <summary>The workflow engine.</summary>
    public EngineSection Engine { get; init; } = new();

    /// <summary>The HTTP server.</summary>
    public ServerSection Server { get; init; } = new();
}
