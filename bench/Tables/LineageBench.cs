using System.Diagnostics;
using Penstock.LakeLayers.Query.ColumnLineage;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.Bench.Tables;

/// <summary>
/// Column lineage of queries in a folder: <c>schema.sql</c> makes their tables, every other <c>.sql</c> file is one SELECT. What is
/// derived is held against what DuckDB itself says of the query: the same columns come out, and all that they come from is there.
/// </summary>
internal static class LineageBench
{
    private const int Runs = 5;

    /// <returns>0 when all that is asked is met, otherwise 1.</returns>
    public static int Run(string queries, string scratch)
    {
        using var session = DuckDbSession.Open(new DuckDbOptions(scratch) { Threads = 1 });
        session.Execute(File.ReadAllText(Path.Combine(queries, "schema.sql")));
        var tables = session
            .Query(
                "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal GROUP BY 1"
            )
            .Rows.ToDictionary(
                r => (string)r[0]!,
                r => new LineageInput(
                    new DatasetRef("bench", (string)r[0]!),
                    [.. ((IEnumerable<object?>)r[1]!).Select(c => (string)c!)]
                )
            );

        List<(string File, double Milliseconds)> times = [];
        List<string> wrong = [];
        foreach (
            var path in Directory
                .EnumerateFiles(queries, "*.sql")
                .Where(f => Path.GetFileName(f) != "schema.sql")
                .Order(StringComparer.Ordinal)
        )
        {
            var (file, sql) = (Path.GetFileName(path), File.ReadAllText(path).TrimEnd().TrimEnd(';'));
            try
            {
                if (Check(session, sql, tables) is { } fault)
                    wrong.Add($"{file}: {fault}");
                times.Add((file, Figures.Median(Enumerable.Range(0, Runs).Select(_ => Time(session, sql, tables)))));
            }
            catch (DuckDbException e)
            {
                wrong.Add($"{file}: {e.What.ReplaceLineEndings(" ")}");
            }
        }
        foreach (var fault in wrong)
            Console.Error.WriteLine(fault);
        var (slowest, count) = (
            times.MaxBy(t => t.Milliseconds),
            times.Count + wrong.Count(w => !times.Any(t => w.StartsWith(t.File + ":", StringComparison.Ordinal)))
        );
        Figures.Head();
        var met = Figures.Line(
            "queries whose column lineage is right in what DuckDB can tell",
            $"{count - wrong.Count} of {count}",
            "all",
            wrong.Count == 0
        );
        Figures.Line("a query (median)", $"{Figures.Median(times.Select(t => t.Milliseconds)):F1} ms", "", true);
        return
            met
            & Figures.Line(
                $"the slowest query ({slowest.File})",
                $"{slowest.Milliseconds:F1} ms",
                "< 50 ms",
                slowest.Milliseconds < 50
            )
            ? 0
            : 1;
    }

    private static double Time(DuckDbSession session, string sql, Dictionary<string, LineageInput> tables)
    {
        var clock = Stopwatch.StartNew();
        SqlLineage.Derive(session, sql, tables);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static string? Check(DuckDbSession session, string sql, Dictionary<string, LineageInput> tables)
    {
        var columns = session.Query($"DESCRIBE {sql}").Rows.Select(r => (string)r[0]!).ToList();
        var lineage = SqlLineage.Derive(session, sql, tables, columns);
        if (columns.Distinct().FirstOrDefault(c => !lineage.ContainsKey(c)) is { } missing)
            return $"the column {missing} comes out and is not known";
        return lineage
            .Values.SelectMany(s => s)
            .Where(s => !tables[s.Dataset.Name].Columns.Contains(s.Column, StringComparer.OrdinalIgnoreCase))
            .Select(s => $"{s.Dataset.Name} has no column {s.Column}")
            .FirstOrDefault();
    }
}
