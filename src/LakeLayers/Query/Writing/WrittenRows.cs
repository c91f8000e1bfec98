using Penstock.Core.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;

namespace Penstock.LakeLayers.Query.Writing;

/// <summary>Rows of a table in files that are not published yet.</summary>
/// <param name="Files">The files; of an unpartitioned table just one, of a partitioned one at least one for each partition that
/// has rows.</param>
/// <param name="Columns">Their columns.</param>
internal sealed record WrittenRows(IReadOnlyList<RowFile> Files, IcebergSchema Columns)
{
    /// <summary>The column of <see cref="Places"/> that names the file.</summary>
    public const string File = "_penstock_file";

    /// <summary>The column of <see cref="Places"/> that says which row of the file it is.</summary>
    public const string Row = "file_row_number";

    /// <summary>Rows over all files.</summary>
    public long Rows => Files.Sum(f => f.Rows);

    /// <summary>What stands behind FROM for the rows.</summary>
    public string Content => Read("");

    /// <summary>The same with each row's place, in two more columns.</summary>
    public string Places => Read($", filename = '{File}', file_row_number = true");

    /// <summary>The paths as a list in SQL.</summary>
    public string Paths => $"[{string.Join(", ", Files.Select(f => Sql.Literal(f.Staged.LocalPath)))}]";

    /// <summary>The same rows with what the footers say of their columns.</summary>
    public WrittenRows WithStatistics() =>
        this with
        {
            Files = [.. Files.Select(f => f with { Statistics = FileStatistics.Read(f.Staged.LocalPath, Columns) })],
        };

    private string Read(string options) =>
        Files.Count > 0
            ? $"read_parquet({Paths}{options})"
            : $"(SELECT {string.Join(", ", Columns.Fields.Select(f => $"NULL::{ColumnTypes.Sql(f.Type)} AS {Sql.Identifier(f.Name)}"))}{(options.Length == 0 ? "" : $", NULL::VARCHAR AS {File}, NULL::BIGINT AS {Row}")} WHERE false)";
}
