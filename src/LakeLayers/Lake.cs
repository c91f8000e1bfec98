using Penstock.Core.Metadata;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.Files;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers;

/// <summary>
/// The lake as steps see it: the objects, the landing index, the tables, and the runner that makes a step's commit.
/// </summary>
public sealed class Lake(IObjectStore objects, StepRunner steps, LakeOptions options)
{
    /// <summary>The bytes.</summary>
    public IObjectStore Objects { get; } = objects;

    /// <summary>Runs steps and records their lineage.</summary>
    public StepRunner Steps { get; } = steps;

    /// <summary>Limits and places.</summary>
    public LakeOptions Options { get; } = options;

    /// <summary>The metadata database.</summary>
    public MetadataStore Metadata => Steps.Store;

    /// <summary>The landing zone.</summary>
    public LandingZone Landing { get; } = new(objects, steps.Store);

    /// <summary>The tables of raw, refined, presentation and quarantine.</summary>
    public TableCatalog Tables { get; } = new(steps.Store, objects);

    /// <summary>Tells damaged files of tables.</summary>
    public FileVerification Verification { get; } = new(options.VerifyReads);

    /// <summary>What is known of the columns of tables' files.</summary>
    public FileColumnsCache Footers { get; } = new();

    /// <summary>The views of refined and presentation.</summary>
    public ViewCatalog Views { get; } = new(steps.Store, objects);

    /// <summary>Opens a job: a scratch folder and a query engine over tables of the lake.</summary>
    public LakeJob OpenJob(LakeJobOptions? options = null) => LakeJob.Open(this, options ?? new LakeJobOptions());
}
