namespace Penstock.LakeLayers.Erasure;

/// <summary>A forgotten person in rows of a table.</summary>
/// <param name="Column">The column that says so.</param>
/// <param name="Subject">The person, as the list of the forgotten has them: a keyed hash.</param>
/// <param name="Rows">In how many rows.</param>
internal sealed record Sighting(string Column, string Subject, long Rows);
