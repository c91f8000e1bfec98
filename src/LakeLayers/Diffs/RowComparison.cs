using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Diffs;

/// <summary>
/// The comparison itself: the views <c>before</c> and <c>after</c> become the table <c>delta</c> of rows that are not in both.
/// </summary>
internal sealed class RowComparison(ComparedColumns columns, int sample)
{
    private static readonly string[] Kinds = ["added", "removed", "changed"];

    public TableDiff Run(
        DuckDbSession session,
        TableSnapshot before,
        TableSnapshot after,
        CancellationToken cancellationToken
    )
    {
        if (columns.Shared.Count == 0)
            throw new UsageException(
                "The two snapshots have no column in common",
                after.Table.ToString(),
                $"penstock zones history {after.Table}"
            );
        if (columns.Key.Count > 0)
            RequireUnique(session, before.Table, cancellationToken);
        session.Execute(columns.Key.Count == 0 ? WholeRows() : ByKey(), ct: cancellationToken);
        var counts = session
            .Query("SELECT kind, sum(times)::BIGINT FROM delta GROUP BY ALL", ct: cancellationToken)
            .Rows.ToDictionary(r => (string)r[0]!, r => (long)r[1]!);
        long Count(string kind) => counts.GetValueOrDefault(kind);
        return new TableDiff(
            after.Table,
            before.Id,
            after.Id,
            columns.Key,
            columns.Changes,
            Count("added"),
            Count("removed"),
            Count("changed"),
            after.Rows - Count("added") - Count("changed"),
            Count("changed") > 0 ? ChangedBy(session, cancellationToken) : new Dictionary<string, long>(),
            [.. Kinds.SelectMany(kind => Sample(session, kind, cancellationToken))]
        );
    }

    // Equal rows may be there several times: a row counts as often as it is there more, or less, often.
    private string WholeRows()
    {
        var select = columns.Select(columns.Shared.Select(c => c.Name));
        var row = Row("r", columns.Shared.Select(c => c.Name));
        return $"""
            CREATE TEMP TABLE delta AS
            SELECT CASE WHEN _penstock_more > 0 THEN 'added' ELSE 'removed' END AS kind, abs(_penstock_more)::BIGINT AS times,
                CASE WHEN _penstock_more < 0 THEN {row} END AS before, CASE WHEN _penstock_more > 0 THEN {row} END AS after
            FROM (SELECT * EXCLUDE (_penstock_n), sum(_penstock_n) AS _penstock_more
                FROM (SELECT {select}, -1 AS _penstock_n FROM before UNION ALL SELECT {select}, 1 FROM after) GROUP BY ALL HAVING sum(_penstock_n) <> 0) AS r
            """;
    }

    private string ByKey()
    {
        var all = columns.Key.Concat(columns.Values).ToList();
        var same = string.Join(
            " AND ",
            columns.Key.Select(k => $"b.{Sql.Identifier(k)} IS NOT DISTINCT FROM a.{Sql.Identifier(k)}")
        );
        var differs = string.Join(
            " OR ",
            columns
                .Values.Select(v => $"b.{Sql.Identifier(v)} IS DISTINCT FROM a.{Sql.Identifier(v)}")
                .DefaultIfEmpty("false")
        );
        return $"""
            CREATE TEMP TABLE delta AS
            SELECT CASE WHEN b._penstock_there IS NULL THEN 'added' WHEN a._penstock_there IS NULL THEN 'removed' ELSE 'changed' END AS kind, 1::BIGINT AS times,
                CASE WHEN b._penstock_there THEN {Row("b", all)} END AS before, CASE WHEN a._penstock_there THEN {Row(
                "a",
                all
            )} END AS after
            FROM (SELECT {columns.Select(all)}, true AS _penstock_there FROM before) AS b
            FULL JOIN (SELECT {columns.Select(all)}, true AS _penstock_there FROM after) AS a ON {same}
            WHERE b._penstock_there IS NULL OR a._penstock_there IS NULL OR {differs}
            """;
    }

    private void RequireUnique(DuckDbSession session, TableName table, CancellationToken cancellationToken)
    {
        foreach (var side in new[] { "before", "after" })
        {
            var twice = session
                .Query(
                    $"SELECT {columns.Select(columns.Key)} FROM {side} GROUP BY ALL HAVING count(*) > 1 LIMIT 1",
                    ct: cancellationToken
                )
                .Rows;
            if (twice.Count == 0)
                continue;
            var values = string.Join(
                ", ",
                columns.Key.Zip(twice[0], (k, v) => string.Create(CultureInfo.InvariantCulture, $"{k}={v}"))
            );
            throw new KeyNotUniqueException(table, columns.Key, values);
        }
    }

    private Dictionary<string, long> ChangedBy(DuckDbSession session, CancellationToken cancellationToken)
    {
        var counts = columns.Values.Select(v =>
            $"count(*) FILTER (before.{Sql.Identifier(v)} IS DISTINCT FROM after.{Sql.Identifier(v)})"
        );
        var row = session
            .Query($"SELECT {string.Join(", ", counts)} FROM delta WHERE kind = 'changed'", ct: cancellationToken)
            .Rows[0];
        return columns
            .Values.Zip(row, (name, count) => (name, Count: (long)count!))
            .Where(c => c.Count > 0)
            .ToDictionary(c => c.name, c => c.Count);
    }

    private IEnumerable<RowChange> Sample(DuckDbSession session, string kind, CancellationToken cancellationToken)
    {
        var names = columns.Key.Concat(columns.Values).ToList();
        string Side(string side) => string.Join(", ", names.Select(n => $"{side}.{Sql.Identifier(n)}"));
        // In the order of their columns: the same question has the same answer.
        var rows = session
            .Query(
                $"SELECT times, {Side("before")}, {Side("after")} FROM delta WHERE kind = '{kind}' ORDER BY coalesce(after, before) LIMIT {sample}",
                ct: cancellationToken
            )
            .Rows;
        foreach (var row in rows)
        {
            Dictionary<string, object?> Values(int at) =>
                names.Select((name, i) => (name, Value: row[at + i])).ToDictionary(v => v.name, v => v.Value);
            yield return new RowChange(
                kind,
                (long)row[0]!,
                kind == "added" ? null : Values(1),
                kind == "removed" ? null : Values(1 + names.Count)
            );
        }
    }

    private static string Row(string alias, IEnumerable<string> names) =>
        $"struct_pack({string.Join(", ", names.Select(n => $"{Sql.Identifier(n)} := {alias}.{Sql.Identifier(n)}"))})";
}
