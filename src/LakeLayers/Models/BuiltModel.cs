using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Profiles;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>What running a model's query gave, before it is published.</summary>
/// <param name="Plan">What was planned.</param>
/// <param name="Schema">The columns of the whole table.</param>
/// <param name="Account">Where the rows went.</param>
/// <param name="Rules">What its contract's rules found.</param>
/// <param name="Sql">The query.</param>
/// <param name="Duration">The time it took.</param>
internal sealed record BuiltModel(
    ModelPlan Plan,
    IReadOnlyList<FieldSchema> Schema,
    RowAccount Account,
    IReadOnlyList<RuleResult> Rules,
    string Sql,
    TimeSpan Duration
)
{
    /// <summary>The new rows; null for a view.</summary>
    public BuiltTable? Table { get; init; }

    /// <summary>The refused rows, if any.</summary>
    public BuiltTable? Quarantine { get; init; }

    /// <summary>The places of rows that go.</summary>
    public IReadOnlyList<BuiltDeletes> Deletes { get; init; } = [];

    /// <summary>The keys of files that go as a whole.</summary>
    public IReadOnlySet<string> Removed { get; init; } = new HashSet<string>();

    /// <summary>Figures of what was written; null: not asked for, or nothing was.</summary>
    public TableProfile? Profile { get; init; }

    /// <summary>The forgotten people in the new rows.</summary>
    public Sightings Seen { get; init; } = Sightings.None;

    /// <summary>Whether the new rows join those that are there.</summary>
    public bool KeepsRows { get; init; }
}
