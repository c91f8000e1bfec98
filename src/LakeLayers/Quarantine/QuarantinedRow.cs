namespace Penstock.LakeLayers.Quarantine;

/// <summary>One refused row.</summary>
/// <param name="Reason">All broken rules, for people.</param>
/// <param name="Rule">The first broken rule's name.</param>
/// <param name="Column">Its column, when it is about one.</param>
/// <param name="Value">That column's value as the source had it.</param>
/// <param name="At">When it was refused.</param>
/// <param name="Row">The row as JSON.</param>
/// <param name="LandingKey">The landing object it came from, when the table carries provenance.</param>
/// <param name="SourcePosition">Its line, document or page there.</param>
/// <param name="SourceUri">Where the object came from.</param>
public sealed record QuarantinedRow(
    string Reason,
    string? Rule,
    string? Column,
    string? Value,
    DateTimeOffset At,
    string Row,
    string? LandingKey,
    long? SourcePosition,
    string? SourceUri
);
