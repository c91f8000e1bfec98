using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Lineage.Datasets;

namespace Penstock.Lineage.Events;

/// <summary>Runs steps: START before, COMPLETE in the step's own commit, FAIL when it throws.</summary>
public sealed class StepRunner(MetadataStore store)
{
    /// <summary>The metadata database the events go to.</summary>
    public MetadataStore Store { get; } = store;

    /// <summary>
    /// Runs one step. A body that returns without having committed changed nothing; its COMPLETE event is written on its own.
    /// </summary>
    /// <exception cref="Exception">Whatever the body throws, after the FAIL event was written.</exception>
    public async Task<T> RunAsync<T>(
        StepContext context,
        Func<StepScope, CancellationToken, Task<T>> body,
        CancellationToken cancellationToken = default
    )
    {
        var scope = new StepScope(context, Store, CompleteAsync);
        await WriteAloneAsync("START", scope, null, cancellationToken);
        try
        {
            var result = await body(scope, cancellationToken);
            if (!scope.IsCommitted)
                await scope.CommitAsync((_, _) => Task.CompletedTask, cancellationToken);
            return result;
        }
        catch (Exception e) when (!scope.IsCommitted)
        {
            await TryWriteFailAsync(scope, e);
            // An object that is shorter than it was, a file that is gone: it is not damaged, and the next try finds all in order.
            if (e is PenstockException { IsTransient: false } and not UsageException && await IsOverAsync(scope))
                throw scope.ReadErased(e);
            throw;
        }
    }

    private async Task<bool> IsOverAsync(StepScope scope)
    {
        try
        {
            await using var command = Store.DataSource.CreateCommand(StepFence.Epoch);
            return !scope.ReadsSourcesOnly && await command.ExecuteScalarAsync() is long epoch && epoch != scope.Epoch;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static Task CompleteAsync(
        StepScope scope,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    ) => WriteAsync("COMPLETE", scope, null, transaction, cancellationToken);

    private async Task TryWriteFailAsync(StepScope scope, Exception error)
    {
        try
        {
            await WriteAloneAsync("FAIL", scope, error, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The database itself is what failed: the step's own error says so, and must not be hidden by this one.
        }
    }

    private async Task WriteAloneAsync(
        string type,
        StepScope scope,
        Exception? error,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await Store.BeginAsync(cancellationToken);
        await WriteAsync(type, scope, error, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task WriteAsync(
        string type,
        StepScope scope,
        Exception? error,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var time = scope.Context.Time.GetUtcNow();
        var identity = scope.Context.Identity;
        var runEvent = RunEvent.Build(type, time, scope, error);
        await using (
            var command = new NpgsqlCommand(
                $"""
                INSERT INTO lineage.event (event_type, event_time, run_id, parent_run, job, event) VALUES ($1, $2, $3, $4, $5, $6) RETURNING ({StepFence.Epoch})
                """,
                transaction.Connection
            )
        )
        {
            command.Parameters.Add(new() { Value = type });
            command.Parameters.Add(new() { Value = time.UtcDateTime });
            command.Parameters.Add(new() { Value = identity.StepRunId });
            command.Parameters.Add(new() { Value = identity.RunId });
            command.Parameters.Add(new() { Value = $"{identity.Workflow}.{identity.Step}" });
            command.Parameters.Add(new() { Value = runEvent.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
            // Before the step reads anything.
            if (await command.ExecuteScalarAsync(cancellationToken) is long epoch && type == "START")
                scope.Epoch = epoch;
        }

        if (type != "COMPLETE")
            return;
        foreach (
            var (direction, facts) in scope
                .Inputs.Select(f => ("input", f))
                .Concat(scope.Outputs.Select(f => ("output", f)))
        )
            await UseAsync(scope, direction, facts, time, transaction, cancellationToken);
        await DrawAsync(scope, time, transaction, cancellationToken);
    }

    private static async Task DrawAsync(
        StepScope scope,
        DateTimeOffset time,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var edges = scope
            .Outputs.SelectMany(o => o.Origins(scope.Inputs).Distinct().Select(from => (From: from, To: o.Dataset)))
            .ToList();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO lineage.edge (run_id, job, from_namespace, from_name, to_namespace, to_name, used_at)
            SELECT $1, $2, e.*, $7 FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS e ON CONFLICT DO NOTHING
            """,
            transaction.Connection
        );
        var identity = scope.Context.Identity;
        command.Parameters.Add(new() { Value = identity.StepRunId });
        command.Parameters.Add(new() { Value = $"{identity.Workflow}.{identity.Step}" });
        command.Parameters.Add(new() { Value = edges.Select(e => e.From.Namespace).ToArray() });
        command.Parameters.Add(new() { Value = edges.Select(e => e.From.Name).ToArray() });
        command.Parameters.Add(new() { Value = edges.Select(e => e.To.Namespace).ToArray() });
        command.Parameters.Add(new() { Value = edges.Select(e => e.To.Name).ToArray() });
        command.Parameters.Add(new() { Value = time.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task UseAsync(
        StepScope scope,
        string direction,
        DatasetFacts facts,
        DateTimeOffset time,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO lineage.dataset_use (run_id, job, direction, namespace, name, version, rows, bytes, used_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """,
            transaction.Connection
        );
        var identity = scope.Context.Identity;
        command.Parameters.Add(new() { Value = identity.StepRunId });
        command.Parameters.Add(new() { Value = $"{identity.Workflow}.{identity.Step}" });
        command.Parameters.Add(new() { Value = direction });
        command.Parameters.Add(new() { Value = facts.Dataset.Namespace });
        command.Parameters.Add(new() { Value = facts.Dataset.Name });
        command.Parameters.Add(
            new() { Value = (object?)facts.Version ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        command.Parameters.Add(
            new() { Value = (object?)facts.Rows ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }
        );
        command.Parameters.Add(
            new() { Value = (object?)facts.Bytes ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }
        );
        command.Parameters.Add(new() { Value = time.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
