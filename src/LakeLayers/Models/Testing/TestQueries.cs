using System.Text.Json.Nodes;
using Dapper;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>What is on record of tests.</summary>
public sealed class TestQueries(Lake lake)
{
    /// <summary>The last run of each test of a project, in order of their names.</summary>
    /// <param name="project">The workflow's folder name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<TestRecord>> LastAsync(
        string project,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            """
            SELECT DISTINCT ON (test) test AS "Test", zone AS "Zone", name AS "Name", severity AS "Severity", outcome AS "Outcome", rows AS "Rows", sample::text AS "Sample", run_id AS "RunId", recorded_at AS "At"
            FROM lake.test_result WHERE project = @project ORDER BY test, recorded_at DESC
            """,
            new { project }
        );
        return [.. rows.Select(r => r.ToRecord())];
    }

    private sealed record Row(
        string Test,
        string? Zone,
        string? Name,
        string Severity,
        string Outcome,
        long Rows,
        string Sample,
        Guid RunId,
        DateTime At
    )
    {
        public TestRecord ToRecord() =>
            new(
                Test,
                Zone is null ? null : new TableName(Zone, Name!),
                Severity,
                Outcome,
                Rows,
                [.. JsonNode.Parse(Sample)!.AsArray().Select(r => r!.AsObject())],
                RunId,
                new DateTimeOffset(At, TimeSpan.Zero)
            );
    }
}

/// <summary>What a run of a test found.</summary>
/// <param name="Test">Its name.</param>
/// <param name="Model">The model it stands with, if any.</param>
/// <param name="Severity"><c>error</c> or <c>warn</c>.</param>
/// <param name="Outcome"><c>pass</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Rows">How many failures there were.</param>
/// <param name="Sample">The first of them.</param>
/// <param name="RunId">The run.</param>
/// <param name="At">When.</param>
public sealed record TestRecord(
    string Test,
    TableName? Model,
    string Severity,
    string Outcome,
    long Rows,
    IReadOnlyList<JsonObject> Sample,
    Guid RunId,
    DateTimeOffset At
)
{
    /// <summary>Whether it found nothing that matters.</summary>
    public bool Passed => Outcome == "pass";
}
