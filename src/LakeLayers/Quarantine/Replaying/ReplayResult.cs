using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Quarantine.Replaying;

/// <summary>What replaying quarantined rows gave.</summary>
/// <param name="Replayed">Rows of the quarantine that were judged again.</param>
/// <param name="Added">Rows that the table has now and had not.</param>
/// <param name="Refused">Rows that are in quarantine after it, of those judged again, with their present reasons.</param>
/// <param name="LeftOut">Source rows that the model now leaves out.</param>
/// <param name="SourceGone">Rows that stay in quarantine as they are, because the model's input does not have their source any
/// more, or they carry no provenance.</param>
/// <param name="SnapshotId">The table's current snapshot now.</param>
/// <param name="HasChanged">Whether anything was published.</param>
public sealed record ReplayResult(
    long Replayed,
    long Added,
    long Refused,
    long LeftOut,
    long SourceGone,
    long SnapshotId,
    bool HasChanged
)
{
    /// <summary>
    /// Rows of the table that went to quarantine instead, because a replayed row that comes before them has the same values in
    /// unique columns.
    /// </summary>
    public long Displaced { get; init; }

    /// <summary>The contract's rules and how many of the rows broke each.</summary>
    public IReadOnlyList<RuleResult> Rules { get; init; } = [];
}
