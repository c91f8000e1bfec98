using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Writes files of deletes by place: one for each partition that has some, since a delete file is about the data files of its
/// own partition only.
/// </summary>
internal sealed class DeleteWriter(
    DuckDbSession session,
    TableScan scan,
    Func<StagedObject> stage,
    CancellationToken cancellationToken
)
{
    // The ids are the format's own for these columns (https://iceberg.apache.org/spec/#reserved-field-ids).
    private const string Options =
        "(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, FIELD_IDS {file_path: 2147483546, pos: 2147483545})";

    private const string Places = "places_to_delete";

    /// <summary>Deletes the table's rows of a query.</summary>
    /// <param name="folder">The folder of the table's files.</param>
    /// <param name="places">See <see cref="TableScan.Places"/>.</param>
    public IReadOnlyList<BuiltDeletes> Write(string folder, string places)
    {
        if (scan.Partitions is [var only])
        {
            var staged = stage();
            var rows = session.Execute(
                $"COPY (SELECT file_path, pos FROM ({places}) ORDER BY file_path, pos) TO {Sql.Literal(staged.LocalPath)} {Options}",
                null,
                cancellationToken
            );
            return rows == 0 ? [] : [new BuiltDeletes(folder, staged, rows, only)];
        }
        session.Execute($"CREATE OR REPLACE TEMP TABLE {Places} AS {places}", null, cancellationToken);
        List<BuiltDeletes> written = [];
        foreach (
            var row in session
                .Query(
                    $"SELECT {TableScan.Partition}, count(*) FROM {Places} GROUP BY 1 ORDER BY 1",
                    null,
                    cancellationToken
                )
                .Rows
        )
        {
            var (staged, number) = (stage(), Convert.ToInt32(row[0], CultureInfo.InvariantCulture));
            session.Execute(
                $"COPY (SELECT file_path, pos FROM {Places} WHERE {TableScan.Partition} = {number.ToString(CultureInfo.InvariantCulture)} ORDER BY file_path, pos) TO {Sql.Literal(staged.LocalPath)} {Options}",
                null,
                cancellationToken
            );
            written.Add(
                new BuiltDeletes(
                    folder,
                    staged,
                    Convert.ToInt64(row[1], CultureInfo.InvariantCulture),
                    scan.Partitions[number]
                )
            );
        }
        session.Execute($"DROP TABLE {Places}", null, cancellationToken);
        return written;
    }
}
