using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>Runs tests in a session that knows all tables they read.</summary>
/// <param name="project">The workflow's folder name.</param>
/// <param name="hidden">Columns that contracts protect: what a test finds in raw has clear values under these names, which are
/// not kept.</param>
internal sealed partial class TestRun(string project, IReadOnlySet<string> hidden)
{
    private const int SampleRows = 100;

    // Of a test with store_failures.
    private const int AllRows = 10_000;

    // No column's name, which would be taken for the row.
    private const string RowName = "penstock_test_row";

    /// <summary>What the tests found, in their order.</summary>
    public IReadOnlyList<TestResult> Results { get; private set; } = [];

    /// <summary>Runs tests, several at a time.</summary>
    /// <exception cref="Core.Errors.PenstockException">A test's SQL fails, for instance on a column that is not there; names
    /// file and line.</exception>
    public async Task RunAsync(
        SessionPool sessions,
        IEnumerable<ModelTest> tests,
        CancellationToken cancellationToken
    ) =>
        Results = await Task.WhenAll(
            tests.Select(t => sessions.RunAsync(session => Run(session, t, cancellationToken), cancellationToken))
        );

    private TestResult Run(DuckDbSession session, ModelTest test, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var limit = test.Config.Limit is { } most ? $" LIMIT {most}" : "";
        Guarded(
            test,
            () =>
                session.Execute(
                    $"CREATE OR REPLACE TEMP TABLE test_rows AS FROM ({test.Sql.Sql}\n){limit}",
                    null,
                    cancellationToken
                )
        );
        var verdict = new TestVerdict(session, test, cancellationToken);
        var (failures, outcome) = Guarded(test, verdict.Judge);
        var sample = test.Config.StoresFailures switch
        {
            true => AllRows,
            false => 0,
            null => SampleRows,
        };
        var rows = session
            .Query(
                $"SELECT to_json({RowName})::VARCHAR FROM test_rows AS {RowName} LIMIT {sample}",
                null,
                cancellationToken
            )
            .Rows.Select(r => Kept(test, JsonNode.Parse(Quoted((string)r[0]!))!.AsObject()));
        var result = new TestResult(
            test.Name,
            test.Model,
            test.Column,
            test.Severity,
            outcome,
            failures,
            [.. rows],
            TimeProvider.System.GetElapsedTime(started)
        )
        {
            Remark = verdict.Remark(),
        };
        session.Execute("DROP TABLE test_rows", null, cancellationToken);
        return result;
    }

    private T Guarded<T>(ModelTest test, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(
                test.File,
                test.Sql,
                e,
                withoutValues: hidden.Count > 0 && ModelErrors.IsAboutValues(e),
                at: test.At
            );
        }
    }

    private JsonObject Kept(ModelTest test, JsonObject row)
    {
        if (test.Inputs.Any(i => i.Zone == "raw"))
        {
            foreach (var name in row.Select(r => r.Key).Where(n => IsHidden(test, n)).ToList())
                row[name] = row[name] is null ? null : "***";
        }
        return row;
    }

    // Tests give the value of their column under names of their own too.
    private bool IsHidden(ModelTest test, string name) =>
        hidden.Contains(name)
        || GenericTest.ValueNames.Contains(name)
            && (test.Column is null ? hidden.Count > 0 : hidden.Contains(test.Column));

    /// <summary>Records the results inside a transaction.</summary>
    public Task RecordAsync(MetadataTransaction transaction, StepIdentity step) =>
        transaction.Connection.ExecuteAsync(
            """
            INSERT INTO lake.test_result
                (step_run_id, run_id, test, project, zone, name, column_name, severity, outcome, rows, sample)
            VALUES (@StepRunId, @RunId, @Test, @project, @Zone, @Name, @Column, @Severity, @Outcome, @Rows, @Sample::jsonb)
            """,
            Results.Select(r => new
            {
                step.StepRunId,
                step.RunId,
                r.Test,
                project,
                r.Model?.Zone,
                r.Model?.Name,
                r.Column,
                Severity = r.Severity.ToString().ToLowerInvariant(),
                Outcome = r.Outcome.ToString().ToLowerInvariant(),
                r.Rows,
                // PostgreSQL's text holds no NUL; a sample shows it as U+FFFD.
                Sample = WithoutNul(new JsonArray([.. r.Sample.Select(s => s.DeepClone())]).ToJsonString()),
            })
        );

    // JSON has no words for numbers that are none.
    private static string Quoted(string json) =>
        json.Contains("NaN", StringComparison.Ordinal) || json.Contains("Infinity", StringComparison.Ordinal)
            ? TextOrNoNumber().Replace(json, m => m.Value[0] == '"' ? m.Value : $"\"{m.Value}\"")
            : json;

    [GeneratedRegex(
        """
            "(?:\\.|[^"\\])*"|-?(?:NaN|Infinity)
            """
    )]
    private static partial Regex TextOrNoNumber();

    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u0000")]
    private static partial Regex Nul();

    private static string WithoutNul(string json) => Nul().Replace(json, "$1\\uFFFD");
}
