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
        try
        {
            session.Execute(
                $"CREATE OR REPLACE TEMP TABLE test_rows AS FROM ({test.Sql.Sql}\n)",
                null,
                cancellationToken
            );
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(
                test.File,
                test.Sql,
                e,
                withoutValues: hidden.Count > 0 && ModelErrors.IsAboutValues(e)
            );
        }
        var count = session.Scalar<long>("SELECT count(*) FROM test_rows", null, cancellationToken);
        var sample =
            count == 0
                ? []
                : session
                    .Query(
                        $"SELECT to_json({RowName})::VARCHAR FROM test_rows AS {RowName} LIMIT {SampleRows}",
                        null,
                        cancellationToken
                    )
                    .Rows.Select(r => Kept(test, JsonNode.Parse((string)r[0]!)!.AsObject()));
        var result = new TestResult(
            test.Name,
            test.Model,
            test.Column,
            test.Severity,
            count,
            [.. sample],
            TimeProvider.System.GetElapsedTime(started)
        );
        session.Execute("DROP TABLE test_rows", null, cancellationToken);
        return result;
    }

    private JsonObject Kept(ModelTest test, JsonObject row)
    {
        if (test.Inputs.Any(i => i.Zone == "raw"))
        {
            foreach (var name in row.Select(r => r.Key).Where(hidden.Contains).ToList())
                row[name] = row[name] is null ? null : "***";
        }
        return row;
    }

    /// <summary>Records the results inside a transaction.</summary>
    public Task RecordAsync(MetadataTransaction transaction, StepIdentity step) =>
        transaction.Connection.ExecuteAsync(
            """
            INSERT INTO lake.test_result (step_run_id, run_id, test, project, zone, name, column_name, severity, rows, sample)
            VALUES (@StepRunId, @RunId, @Test, @project, @Zone, @Name, @Column, @Severity, @Rows, @Sample::jsonb)
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
                r.Rows,
                // PostgreSQL's text holds no NUL; a sample shows it as U+FFFD.
                Sample = WithoutNul(new JsonArray([.. r.Sample.Select(s => s.DeepClone())]).ToJsonString()),
            })
        );

    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u0000")]
    private static partial Regex Nul();

    private static string WithoutNul(string json) => Nul().Replace(json, "$1\\uFFFD");
}
