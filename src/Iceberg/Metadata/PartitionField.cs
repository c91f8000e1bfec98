namespace Penstock.Iceberg.Metadata;

/// <summary>A value that all rows of a file share.</summary>
/// <param name="SourceId">The column it is made from.</param>
/// <param name="FieldId">Its own id, from 1,000 on; missing in what a client asks for, which then gets the next one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Transform"><c>identity</c>, <c>bucket[N]</c>, <c>truncate[W]</c>, <c>year</c>, <c>month</c>, <c>day</c>,
/// <c>hour</c>, <c>void</c>.</param>
public sealed record PartitionField(int SourceId, string Name, string Transform, int FieldId = 0);
