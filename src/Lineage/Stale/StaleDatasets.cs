using Dapper;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Lineage.Datasets;

namespace Penstock.Lineage.Stale;

/// <summary>Which datasets are stale: derived from something that was retracted since, and not made anew yet.</summary>
public sealed class StaleDatasets(MetadataStore store)
{
    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<StaleDataset>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Namespace, string Name, DateTime Since, Guid Run)>(
            "SELECT namespace, name, since, run_id FROM lineage.stale ORDER BY name, namespace"
        );
        return
        [
            .. rows.Select(r => new StaleDataset(
                new DatasetRef(r.Namespace, r.Name),
                new DateTimeOffset(r.Since, TimeSpan.Zero),
                r.Run
            )),
        ];
    }

    /// <summary>
    /// Marks everything that was derived from retracted datasets since the run published them, however many steps away.
    /// </summary>
    /// <param name="transaction">The transaction that retracts.</param>
    /// <param name="runId">The run that is retracted.</param>
    /// <param name="origins">The datasets, and since when they had what is retracted.</param>
    /// <param name="retractedBefore">Runs whose work was retracted earlier: what they derived is gone.</param>
    /// <param name="views">Datasets that are queries: they show what their inputs are, so they are not stale, and what was made
    /// from them is, whenever they were defined.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The datasets that are stale because of it.</returns>
    public static async Task<IReadOnlyList<DatasetRef>> MarkAsync(
        MetadataTransaction transaction,
        Guid runId,
        IReadOnlyList<(DatasetRef Dataset, DateTime Since)> origins,
        IReadOnlyList<Guid> retractedBefore,
        IReadOnlyList<DatasetRef> views,
        CancellationToken cancellationToken = default
    )
    {
        var rows = await transaction.Connection.QueryAsync<(string Namespace, string Name)>(
            new CommandDefinition(
                """
                WITH RECURSIVE gone AS (
                    SELECT DISTINCT run_id FROM lineage.event WHERE parent_run = ANY (@retractedBefore)
                ), origin AS (
                    SELECT * FROM unnest(@namespaces, @names, @since) AS o (namespace, name, since)
                ), query AS (
                    SELECT * FROM unnest(@viewNamespaces, @viewNames) AS q (namespace, name)
                ), walk AS (
                    SELECT namespace, name, since FROM origin
                    UNION
                    SELECT e.to_namespace, e.to_name, CASE WHEN q.name IS NULL THEN e.used_at ELSE w.since END
                    FROM walk w JOIN lineage.edge e ON e.from_namespace = w.namespace AND e.from_name = w.name
                    LEFT JOIN query q ON q.namespace = e.to_namespace AND q.name = e.to_name
                    WHERE (e.used_at >= w.since OR q.name IS NOT NULL) AND e.run_id NOT IN (SELECT run_id FROM gone) AND NOT EXISTS (SELECT FROM origin o WHERE o.namespace = e.to_namespace AND o.name = e.to_name)
                ), marked AS (
                    INSERT INTO lineage.stale (namespace, name, run_id)
                    SELECT DISTINCT namespace, name, @runId FROM walk w WHERE NOT EXISTS (SELECT FROM origin o WHERE o.namespace = w.namespace AND o.name = w.name)
                        AND NOT EXISTS (SELECT FROM query q WHERE q.namespace = w.namespace AND q.name = w.name)
                    ON CONFLICT (namespace, name) DO UPDATE SET since = lineage.stale.since
                    RETURNING namespace, name
                )
                SELECT namespace, name FROM marked ORDER BY name, namespace
                """,
                new
                {
                    runId,
                    retractedBefore = retractedBefore.ToArray(),
                    namespaces = origins.Select(o => o.Dataset.Namespace).ToArray(),
                    names = origins.Select(o => o.Dataset.Name).ToArray(),
                    viewNamespaces = views.Select(v => v.Namespace).ToArray(),
                    viewNames = views.Select(v => v.Name).ToArray(),
                    since = origins.Select(o => o.Since).ToArray(),
                },
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(r => new DatasetRef(r.Namespace, r.Name))];
    }

    /// <summary>Clears marks inside the transaction that makes the datasets anew.</summary>
    public static Task ClearAsync(NpgsqlConnection connection, IEnumerable<DatasetRef> datasets)
    {
        var list = datasets.ToList();
        return connection.ExecuteAsync(
            "DELETE FROM lineage.stale s USING unnest(@namespaces, @names) AS d (namespace, name) WHERE s.namespace = d.namespace AND s.name = d.name",
            new { namespaces = list.Select(d => d.Namespace).ToArray(), names = list.Select(d => d.Name).ToArray() }
        );
    }
}
