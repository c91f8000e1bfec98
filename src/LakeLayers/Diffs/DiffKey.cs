namespace Penstock.LakeLayers.Diffs;

/// <summary>Columns by which a row before and a row after may be the same, and who says so.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="From">Who says so, for people: for instance <c>the primary key of contracts/refined.orders.yml</c>.</param>
/// <param name="IsPromised">Whether rows that share it are a mistake to tell of; otherwise it is passed over.</param>
public sealed record DiffKey(IReadOnlyList<string> Columns, string From, bool IsPromised = false);
