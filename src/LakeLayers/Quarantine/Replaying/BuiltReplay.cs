using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Quarantine.Replaying;

/// <summary>What a replay found, staged and not published yet.</summary>
/// <param name="Result">The figures.</param>
/// <param name="Account">Where the rows went.</param>
/// <param name="Rules">What the contract's rules found.</param>
/// <param name="Table">The rows that the table gets.</param>
/// <param name="Quarantine">The rows that are refused again.</param>
internal sealed record BuiltReplay(
    ReplayResult Result,
    RowAccount Account,
    IReadOnlyList<RuleResult> Rules,
    BuiltTable Table,
    BuiltTable? Quarantine
)
{
    /// <summary>The places of the table's rows that were judged again.</summary>
    public IReadOnlyList<BuiltDeletes> Deletes { get; init; } = [];

    /// <summary>The places of the rows that leave quarantine.</summary>
    public IReadOnlyList<BuiltDeletes> Released { get; init; } = [];

    /// <summary>The forgotten people in the rows that the table gets.</summary>
    public Sightings Seen { get; init; } = Sightings.None;

    /// <summary>Whether rows stay in quarantine that were not judged.</summary>
    public bool KeepsQuarantine { get; init; }
}
