using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Reads the journal.</summary>
public sealed class RunQueries(MetadataStore store)
{
    /// <summary>Runs, newest first.</summary>
    /// <param name="definitionId">Only those of this definition.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<RunRecord>> ListAsync(
        string? definitionId = null,
        int limit = 20,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = store.DataSource.CreateCommand(
            $"""
            SELECT {RunRows.Columns} FROM workflow.run WHERE $1::text IS NULL OR definition_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2
            """
        );
        command.Parameters.Text(definitionId).Int(limit);
        return await command.ReadAsync(RunRows.Read, cancellationToken);
    }

    /// <summary>
    /// One run with its activities and incidents. The id may be shortened to its first or last eight digits or more.
    /// </summary>
    /// <exception cref="UsageException">There is no such run, or the short id fits several.</exception>
    public async Task<RunDetails> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        var run = await FindAsync(id, cancellationToken);
        await using var activities = store.DataSource.CreateCommand(
            $"SELECT {ActivityRows.Columns} FROM workflow.activity_execution WHERE run_id = $1 ORDER BY sequence"
        );
        activities.Parameters.Uuid(run.Id);
        await using var incidents = store.DataSource.CreateCommand(
            $"SELECT {IncidentRows.Columns} FROM workflow.incident WHERE run_id = $1 ORDER BY id"
        );
        incidents.Parameters.Uuid(run.Id);
        return new RunDetails(
            run,
            await activities.ReadAsync(ActivityRows.Read, cancellationToken),
            await incidents.ReadAsync(IncidentRows.Read, cancellationToken)
        );
    }

    private async Task<RunRecord> FindAsync(string id, CancellationToken cancellationToken)
    {
        var digits = id.Trim().ToLowerInvariant();
        if (digits.Length < 8 || digits.Any(c => !Uri.IsHexDigit(c) && c != '-'))
            throw new UsageException("A run's id has at least eight hexadecimal digits", id, "penstock runs");
        await using var command = store.DataSource.CreateCommand(
            $"""
            SELECT {RunRows.Columns} FROM workflow.run WHERE id::text LIKE $1 || '%' OR id::text LIKE '%' || $1 ORDER BY created_at DESC LIMIT 2
            """
        );
        command.Parameters.Text(digits);
        return await command.ReadAsync(RunRows.Read, cancellationToken) switch
        {
            [var run] => run,
            [] => throw new UsageException("There is no such run", id, "penstock runs"),
            _ => throw new UsageException("The short id fits several runs", id, "penstock runs, and give more digits"),
        };
    }
}
