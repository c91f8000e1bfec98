using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Instances;

/// <summary>Removes runs from the journal.</summary>
public sealed class InstanceStore(MetadataStore store)
{
    /// <summary>Whether there is such a run.</summary>
    public async Task<bool> ExistsAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var command = store.DataSource.CreateCommand(
            "SELECT EXISTS (SELECT FROM workflow.run WHERE id = $1)"
        );
        command.Parameters.Uuid(id);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Deletes runs with all that belongs to them; cancel those that go on first. A process that still works on one of them
    /// stops at its next commit.
    /// </summary>
    /// <returns>Those that were there.</returns>
    public async Task<IReadOnlyList<RunRecord>> DeleteAsync(
        IReadOnlyCollection<Guid> ids,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = store.DataSource.CreateCommand(
            $"DELETE FROM workflow.run WHERE id = ANY($1) RETURNING {RunRows.Columns}"
        );
        command.Parameters.With(ids.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        return await command.ReadAsync(RunRows.Read, cancellationToken);
    }
}
