using Dapper;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>Compares what tables hold with the list of people who were erased. The list is of keyed hashes; so are the values compared with it.</summary>
internal sealed class ForgottenSubjects(Lake lake)
{
    public async Task<IReadOnlyList<SeenAgain>> SeenAgainAsync(SubjectColumns columns, CancellationToken cancellationToken)
    {
        var forgotten = await ForgottenAsync(cancellationToken);
        if (forgotten.Count == 0) return [];
        List<SeenAgain> seen = [];
        foreach (var table in columns.All.Select(c => c.Table).Distinct())
        {
            if (await lake.Tables.FindCurrentAsync(table, cancellationToken) is { } snapshot) seen.AddRange(await InAsync(snapshot, columns.Of(table), forgotten, cancellationToken));
        }
        return seen;
    }

    private async Task<IReadOnlyList<SeenAgain>> InAsync(TableSnapshot snapshot, IReadOnlySet<string> columns, List<string> forgotten, CancellationToken cancellationToken)
    {
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true, PreserveInsertionOrder = false });
        await job.AttachTableAsync(snapshot, "t", cancellationToken: cancellationToken);
        await job.ExecuteAsync("CREATE TEMP TABLE forgotten (subject VARCHAR)", cancellationToken: cancellationToken);
        await job.ExecuteAsync("INSERT INTO forgotten SELECT unnest($1)", [forgotten], cancellationToken);
        var hash = new KeyedHash(job.Session, lake.Options.Privacy.Require("the list of the forgotten"));
        List<SeenAgain> seen = [];
        foreach (var column in columns.Where(c => snapshot.Schema.Any(s => s.Name == c)))
        {
            var row = (await job.QueryAsync($"""
                SELECT count(*), coalesce(sum(n), 0)::BIGINT FROM (SELECT {Sql.Identifier(column)}::VARCHAR AS value, count(*) AS n FROM t WHERE {Sql.Identifier(column)} IS NOT NULL GROUP BY 1)
                WHERE {hash.Of(ForgetSubject.Domain, "value")} IN (FROM forgotten)
                """, cancellationToken: cancellationToken)).Rows[0];
            if ((long)row[0]! > 0) seen.Add(new SeenAgain(snapshot.Table, column, (long)row[0]!, (long)row[1]!));
        }
        return seen;
    }

    private async Task<List<string>> ForgottenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<string>("SELECT DISTINCT subject FROM lake.erasure")).AsList();
    }
}
