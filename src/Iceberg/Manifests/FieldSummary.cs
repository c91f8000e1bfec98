namespace Penstock.Iceberg.Manifests;

/// <summary>
/// The values of a partition field over the files of a manifest; bounds as <see cref="Files.FileStatistics"/> has them.
/// </summary>
public sealed record FieldSummary(bool ContainsNull, bool? ContainsNan, byte[]? LowerBound, byte[]? UpperBound);
