using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Query.Writing;

/// <summary>
/// Writes the result of a query as the files of a table: one, or one for each partition, each in the table's sort order. Rows
/// of many
/// partitions come sorted by partition, so that few files are open at a time, and the engine spills what does not fit its memory.
/// </summary>
internal sealed class RowWriter
{
    private const string Partition = "_penstock_partition",
        FileName = "'part-{uuid}'";

    private static int _functions;

    private readonly DuckDbSession _session;
    private readonly Func<StagedObject> _stage;
    private readonly IcebergSchema _columns;
    private readonly TableLayout _layout;
    private readonly int _most;
    private readonly CancellationToken _cancellationToken;
    private readonly string _function = string.Create(
        CultureInfo.InvariantCulture,
        $"_penstock_partition_{Interlocked.Increment(ref _functions)}"
    );
    private readonly PartitionNumbers? _numbers;

    /// <param name="session">The engine.</param>
    /// <param name="stage">Gives a place for a file.</param>
    /// <param name="columns">The columns of the files.</param>
    /// <param name="layout">The table's layout, over these columns.</param>
    /// <param name="most">So many partitions at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public RowWriter(
        DuckDbSession session,
        Func<StagedObject> stage,
        IcebergSchema columns,
        TableLayout layout,
        int most,
        CancellationToken cancellationToken
    )
    {
        (_session, _stage, _columns, _layout, _most, _cancellationToken) = (
            session,
            stage,
            columns,
            layout,
            most,
            cancellationToken
        );
        if (layout.Spec.Fields.Count == 0)
            return;
        _numbers = new PartitionNumbers(layout.Spec, columns, most);
        session.Register(_function, _numbers.Number);
        session.Register(Finder, _numbers.Find);
    }

    /// <summary>The layout of the files.</summary>
    public TableLayout Layout => _layout;

    /// <summary>SQL for whether a row belongs to one of the partitions that rows were written of.</summary>
    public string IsInPartitionOf(WrittenRows rows) =>
        rows.Files.Count == 0
            ? "false"
            : $"{Call(Finder)} IN ({string.Join(", ", rows.Files.Select(f => f.Number.ToString(CultureInfo.InvariantCulture)).Distinct())})";

    private string Finder => $"{_function}_of";

    /// <summary>Writes rows.</summary>
    /// <param name="query">A SELECT of the columns in their stored types. It begins on the statement's first line, so that line
    /// numbers in errors are its own.</param>
    /// <exception cref="DuckDbException">The query fails.</exception>
    /// <exception cref="PenstockException">There are more partitions than may be.</exception>
    public WrittenRows Write(string query)
    {
        var order = OrderSql.Of(_layout.Order, _columns);
        if (_numbers is not null)
            return WritePartitions(query, order);
        var staged = _stage();
        var rows = _session.Execute(
            $"COPY ({(order.Length == 0 ? query : $"FROM ({query}\n) ORDER BY {order}")}) TO {Sql.Literal(staged.LocalPath)} {ParquetCopy.Options(_columns)}",
            null,
            _cancellationToken
        );
        return new WrittenRows([new RowFile(staged, rows, null)], _columns);
    }

    private WrittenRows WritePartitions(string query, string order)
    {
        var folder = _stage().LocalPath + "-partitions";
        try
        {
            var answer = _session.Query(
                $"""
                COPY ({(order.Length == 0 ? ByPartition(query) : InOrder(query, order))})
                TO {Sql.Literal(folder)} ({ParquetCopy.Format(
                    _columns
                )}, PARTITION_BY ({Partition}), RETURN_STATS, FILENAME_PATTERN {FileName})
                """,
                null,
                _cancellationToken
            );
            var files = answer
                .Rows.Select(r => (Path: (string)r[0]!, Rows: Convert.ToInt64(r[1], CultureInfo.InvariantCulture)))
                .Select(f => (f.Path, f.Rows, Number: NumberOf(f.Path)));
            return new WrittenRows(
                [.. files.OrderBy(f => f.Number).Select(f => Take(f.Path, f.Rows, f.Number))],
                _columns
            );
        }
        catch (DuckDbException) when (_numbers!.HasTooMany)
        {
            throw new PenstockException(
                $"The rows belong to more than {_most} partitions",
                string.Join(", ", _layout.Spec.Fields.Select(f => f.Name)),
                "Nothing of this step was published; the tables are as they were",
                "partition by something coarser, such as month(…) or bucket(16, …), or raise lake.maxPartitions"
            );
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private string ByPartition(string query) =>
        $"FROM ({query}\n) SELECT *, {Call(_function)} AS {Partition} ORDER BY {Partition}";

    // Files of partitions are written by several threads in any order. Rows that are numbered one after the other come through
    // one.
    private string InOrder(string query, string order) =>
        $"FROM (FROM ({ByPartition(query)}, {order}) SELECT *, row_number() OVER () AS _penstock_row) SELECT * EXCLUDE (_penstock_row) WHERE _penstock_row > 0";

    private string Call(string function) => $"{function}({Sql.Identifiers(_numbers!.Sources)})";

    private RowFile Take(string path, long rows, int number)
    {
        var staged = _stage();
        File.Move(path, staged.LocalPath);
        return new RowFile(staged, rows, _numbers!.Partition(number)) { Number = number };
    }

    // …/_penstock_partition=17/part-<uuid>.parquet
    private static int NumberOf(string path) =>
        int.Parse(
            Path.GetFileName(Path.GetDirectoryName(path))!.AsSpan(Partition.Length + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture
        );
}
