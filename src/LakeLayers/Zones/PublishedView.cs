namespace Penstock.LakeLayers.Zones;

/// <summary>A definition that a view had.</summary>
/// <param name="CommittedAt">When it was published, UTC.</param>
/// <param name="RunId">The run that published it.</param>
/// <param name="Sql">The query; null: the name became a table's.</param>
/// <param name="RetractedAt">When it was retracted; null: it was not.</param>
public sealed record PublishedView(DateTime CommittedAt, Guid RunId, string? Sql, DateTime? RetractedAt);
