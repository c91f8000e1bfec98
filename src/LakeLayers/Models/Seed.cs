using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// A small table that is kept as a CSV file in the workflow's folder: <c>seeds/&lt;table&gt;.csv</c>, a table of raw.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="File">The file as messages name it.</param>
/// <param name="Path">The file.</param>
public sealed record Seed(TableName Table, string File, string Path);
