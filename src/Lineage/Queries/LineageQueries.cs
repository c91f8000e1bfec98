using Dapper;
using Penstock.Core.Metadata;
using Penstock.Lineage.Datasets;

namespace Penstock.Lineage.Queries;

/// <summary>Walks the graph of datasets and jobs that the events drew.</summary>
public sealed class LineageQueries(MetadataStore store)
{
    // Each arrow once, by its latest execution. A cycle (a job that reads what it writes) ends the walk: UNION drops known pairs.
    private static string Walk(string next, string here) =>
        $"""
            WITH RECURSIVE arrow AS (
                SELECT DISTINCT ON (from_namespace, from_name, job, to_namespace, to_name)
                       from_namespace AS from_ns, from_name, job, to_namespace AS to_ns, to_name, run_id, used_at
                FROM lineage.edge
                ORDER BY from_namespace, from_name, job, to_namespace, to_name, used_at DESC
            ), walk AS (
                SELECT {next}_ns AS ns, {next}_name AS name, 1 AS distance, from_ns, from_name, to_ns, to_name, job
                FROM arrow WHERE {here}_ns = @Namespace AND {here}_name = @Name
                UNION
                SELECT a.{next}_ns, a.{next}_name, w.distance + 1, a.from_ns, a.from_name, a.to_ns, a.to_name, a.job
                FROM walk w JOIN arrow a ON a.{here}_ns = w.ns AND a.{here}_name = w.name
                WHERE w.distance < @depth
            )
            SELECT a.from_ns AS "FromNamespace", a.from_name AS "FromName", a.job AS "Job", a.to_ns AS "ToNamespace", a.to_name AS "ToName",
                   min(w.distance) AS "Distance", a.run_id AS "RunId", a.used_at AS "UsedAt"
            FROM walk w JOIN arrow a USING (from_ns, from_name, to_ns, to_name, job)
            GROUP BY 1, 2, 3, 4, 5, 7, 8 ORDER BY 6, 1, 2, 3, 4, 5
            """;

    /// <summary>What the dataset was made from, nearest first.</summary>
    public Task<IReadOnlyList<LineageEdge>> UpstreamAsync(DatasetRef dataset, int depth = 32) =>
        WalkAsync(Walk(next: "from", here: "to"), dataset, depth);

    /// <summary>What was made from the dataset, nearest first.</summary>
    public Task<IReadOnlyList<LineageEdge>> DownstreamAsync(DatasetRef dataset, int depth = 32) =>
        WalkAsync(Walk(next: "to", here: "from"), dataset, depth);

    /// <summary>
    /// Datasets whose full name ends with the text, for instance <c>raw.transactions</c> or <c>warehouse.fact_transaction</c>;
    /// exact matches alone when there are any.
    /// </summary>
    public async Task<IReadOnlyList<DatasetRef>> FindAsync(string text)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync();
        var rows = (
            await connection.QueryAsync<(string Namespace, string Name)>(
                """
                SELECT DISTINCT namespace, name FROM lineage.dataset_use
                WHERE name = @text OR right(name, length(@text) + 1) = '.' || @text OR namespace || '/' || name = @text ORDER BY 1, 2
                """,
                new { text }
            )
        ).ToList();
        var exact = rows.Where(r => r.Name == text).ToList();
        return [.. (exact.Count > 0 ? exact : rows).Select(r => new DatasetRef(r.Namespace, r.Name))];
    }

    /// <summary>Every dataset that a step has read or written, by name.</summary>
    public async Task<IReadOnlyList<DatasetSummary>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Namespace, string Name, string? Writer, DateTime UsedAt)>(
            new CommandDefinition(
                """
                SELECT namespace, name, (array_agg(job ORDER BY used_at DESC) FILTER (WHERE direction = 'output'))[1], max(used_at)
                FROM lineage.dataset_use GROUP BY namespace, name ORDER BY name, namespace
                """,
                cancellationToken: cancellationToken
            )
        );
        return
        [
            .. rows.Select(r => new DatasetSummary(
                new DatasetRef(r.Namespace, r.Name),
                r.Writer,
                new DateTimeOffset(r.UsedAt, TimeSpan.Zero)
            )),
        ];
    }

    private async Task<IReadOnlyList<LineageEdge>> WalkAsync(string sql, DatasetRef dataset, int depth)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<Row>(
            sql,
            new
            {
                dataset.Namespace,
                dataset.Name,
                depth,
            }
        );
        return
        [
            .. rows.Select(r => new LineageEdge(
                new DatasetRef(r.FromNamespace, r.FromName),
                r.Job,
                new DatasetRef(r.ToNamespace, r.ToName),
                r.Distance,
                r.RunId,
                new DateTimeOffset(r.UsedAt, TimeSpan.Zero)
            )),
        ];
    }

    private sealed record Row(
        string FromNamespace,
        string FromName,
        string Job,
        string ToNamespace,
        string ToName,
        int Distance,
        Guid RunId,
        DateTime UsedAt
    );
}
