using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Definitions.Git;

/// <summary>
/// Brings the workflows folder into the store: each definition published, its provider <c>Git</c>. Only a file whose content has
/// changed makes a new version, so that a restart changes nothing.
/// </summary>
public sealed class GitDefinitions(IDefinitionStore store, MetadataStore metadata)
{
    /// <summary>The provider's name in the store.</summary>
    public const string Provider = "Git";

    /// <summary>Loads what has changed.</summary>
    /// <returns>What was loaded, and why a file was not: one that cannot be published does not keep the others, or the server,
    /// from starting.</returns>
    public async Task<GitLoad> LoadAsync(GitFolder folder, GitMode mode, CancellationToken cancellationToken = default)
    {
        var loaded = new List<DefinitionInfo>();
        var refused = new List<PenstockException>();
        var files = await folder.ReadAsync(cancellationToken);
        foreach (var file in files)
        {
            try
            {
                if (await LoadAsync(file, mode == GitMode.ReadOnly, cancellationToken) is { } info)
                    loaded.Add(info);
            }
            catch (PenstockException e)
            {
                refused.Add(
                    new PenstockException(
                        $"A definition of the workflows folder cannot be published: {e.What}",
                        file.File,
                        "The version before stays published",
                        e.Next ?? "mend the file",
                        e
                    )
                );
            }
        }
        await ReleaseAsync([.. files.Select(f => f.DefinitionId)], mode, cancellationToken);
        return new GitLoad(loaded, refused);
    }

    private async Task<DefinitionInfo?> LoadAsync(GitFile file, bool isReadonly, CancellationToken cancellationToken)
    {
        var before = (await store.ListAsync(new() { DefinitionIds = [file.DefinitionId] }, cancellationToken)).Items
            is [var info, ..]
            ? info
            : null;
        var isCurrent = isReadonly
            ? before is { ProviderName: Provider, IsReadonly: true, IsPublished: true } && before.Hash == file.Hash
            : before?.IsReadonly != true && await SeenAsync(file, cancellationToken);
        if (isCurrent)
            return null;
        var result = await store.SaveAsync(
            new SaveRequest(file.Document)
            {
                Publish = true,
                Provider = Provider,
                IsReadonly = isReadonly,
                KeepsVersion = true,
            },
            cancellationToken
        );
        await NoteAsync(file, cancellationToken);
        return result.AlreadyPublished ? null : result.Stored.Info;
    }

    // Otherwise a definition whose file is gone could neither be changed nor deleted.
    private async Task ReleaseAsync(string[] definitionIds, GitMode mode, CancellationToken cancellationToken)
    {
        await using var command = metadata.DataSource.CreateCommand(
            "UPDATE workflow.definition SET is_readonly = false WHERE provider = $1 AND is_readonly AND ($2 OR definition_id <> ALL ($3))"
        );
        command.Parameters.Text(Provider).With(mode == GitMode.Editable, NpgsqlTypes.NpgsqlDbType.Boolean);
        command.Parameters.Add(new() { Value = definitionIds });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> SeenAsync(GitFile file, CancellationToken cancellationToken)
    {
        await using var command = metadata.DataSource.CreateCommand(
            "SELECT hash FROM workflow.definition_git WHERE definition_id = $1"
        );
        command.Parameters.Text(file.DefinitionId);
        return await command.ExecuteScalarAsync(cancellationToken) as string == file.Hash;
    }

    private async Task NoteAsync(GitFile file, CancellationToken cancellationToken)
    {
        await using var command = metadata.DataSource.CreateCommand(
            """
            INSERT INTO workflow.definition_git (definition_id, hash, loaded_at) VALUES ($1, $2, now())
            ON CONFLICT (definition_id) DO UPDATE SET hash = excluded.hash, loaded_at = excluded.loaded_at
            """
        );
        command.Parameters.Text(file.DefinitionId).Text(file.Hash);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
