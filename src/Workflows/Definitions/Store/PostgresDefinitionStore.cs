using System.Runtime.CompilerServices;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// Definitions in <c>workflow.definition</c>. Changes of one definition wait for each other; each is one transaction.
/// </summary>
public sealed class PostgresDefinitionStore : IDefinitionStore
{
    private readonly MetadataStore _metadata;
    private readonly Func<(
        DefinitionSaver Saver,
        DefinitionPublisher Publisher,
        IReadOnlyList<IDefinitionListener> Listeners
    )> _parts;

    /// <summary>
    /// A store whose rules, observers and listeners come from the services, asked for at the first change: they may use the
    /// store.
    /// </summary>
    internal PostgresDefinitionStore(
        MetadataStore metadata,
        DefinitionValidator validator,
        TimeProvider time,
        Func<(
            IReadOnlyList<IPublishRule>,
            IReadOnlyList<IDefinitionObserver>,
            IReadOnlyList<IDefinitionListener>
        )> parts
    )
    {
        _metadata = metadata;
        var lazy = new Lazy<(DefinitionSaver, DefinitionPublisher, IReadOnlyList<IDefinitionListener>)>(() =>
        {
            var (rules, observers, listeners) = parts();
            var publisher = new DefinitionPublisher(rules, observers);
            return (new DefinitionSaver(publisher, validator, time), publisher, listeners);
        });
        _parts = () => lazy.Value;
    }

    /// <inheritdoc/>
    public async Task<StoredDefinition?> FindAsync(
        string definitionId,
        VersionOptions versions,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = _metadata.DataSource.CreateCommand(
            $"SELECT {DefinitionRows.WithJson} FROM workflow.definition WHERE definition_id = $1 AND {versions.Condition} ORDER BY version DESC LIMIT 1"
        );
        command.Parameters.Text(definitionId);
        return (await command.ReadAsync(DefinitionRows.ReadStored, cancellationToken)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<StoredDefinition?> FindVersionAsync(
        string versionId,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = _metadata.DataSource.CreateCommand(
            $"SELECT {DefinitionRows.WithJson} FROM workflow.definition WHERE id = $1"
        );
        command.Parameters.Text(versionId);
        return (await command.ReadAsync(DefinitionRows.ReadStored, cancellationToken)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<DefinitionPage> ListAsync(DefinitionQuery query, CancellationToken cancellationToken = default)
    {
        await using var page = _metadata.DataSource.CreateCommand();
        var where = DefinitionFilterSql.Where(query, page.Parameters);
        page.CommandText = $"""
            SELECT {DefinitionRows.Columns} FROM workflow.definition WHERE {where} ORDER BY {DefinitionFilterSql.OrderBy(
                query
            )}
            OFFSET {Math.Max(0, query.Skip)} {(query.Take is { } take ? $"LIMIT {Math.Max(0, take)}" : "")}
            """;
        var items = await page.ReadAsync(DefinitionRows.Read, cancellationToken);
        if (query is { Skip: <= 0, Take: null })
            return new(items, items.Count);
        await using var count = _metadata.DataSource.CreateCommand();
        count.CommandText =
            $"SELECT count(*) FROM workflow.definition WHERE {DefinitionFilterSql.Where(query, count.Parameters)}";
        return new(items, (long)(await count.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredDefinition> ReadAsync(
        DefinitionQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await using var command = _metadata.DataSource.CreateCommand();
        var where = DefinitionFilterSql.Where(query, command.Parameters);
        command.CommandText =
            $"SELECT {DefinitionRows.WithJson} FROM workflow.definition WHERE {where} ORDER BY {DefinitionFilterSql.OrderBy(query)}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return DefinitionRows.ReadStored(reader);
    }

    /// <inheritdoc/>
    public async Task<bool> IsNameUniqueAsync(
        string name,
        string? definitionId,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = _metadata.DataSource.CreateCommand(
            """
            SELECT NOT EXISTS (SELECT FROM workflow.definition WHERE is_latest AND lower(name) = lower($1) AND ($2::text IS NULL OR definition_id <> $2))
            """
        );
        command.Parameters.Text(name.Trim()).Text(definitionId);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DefinitionInfo>> ConsumersAsync(
        string definitionId,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = _metadata.DataSource.CreateCommand(
            $"""
            SELECT {DefinitionRows.Columns} FROM workflow.definition
            WHERE is_latest AND uses @> ARRAY[$1] AND definition_id <> $1 ORDER BY lower(name), definition_id
            """
        );
        command.Parameters.Text(definitionId);
        return await command.ReadAsync(DefinitionRows.Read, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SaveResult> SaveAsync(SaveRequest request, CancellationToken cancellationToken = default)
    {
        var result = await ChangeAsync(change => _parts().Saver.SaveAsync(change, request), cancellationToken);
        if (request.Publish && !result.AlreadyPublished)
            await TellAsync(cancellationToken);
        return result;
    }

    /// <inheritdoc/>
    public async Task<SaveResult?> PublishAsync(string definitionId, CancellationToken cancellationToken = default)
    {
        var result = await ChangeAsync(
            async change =>
            {
                await change.LockAsync([definitionId]);
                if (await change.LatestAsync(definitionId) is not { } latest)
                    return null;
                var stored = await change.GetAsync(latest.Info.Id);
                if (latest.Info.IsPublished)
                    return _parts().Saver.Result(stored, true, 0);
                if (latest.Info.IsReadonly)
                    throw DefinitionSaver.ReadOnly(latest.Info);
                return _parts()
                    .Saver.Result(
                        await _parts().Publisher.PublishAsync(change, stored),
                        false,
                        await change.CountConsumersAsync(definitionId)
                    );
            },
            cancellationToken
        );
        if (result is { AlreadyPublished: false })
            await TellAsync(cancellationToken);
        return result;
    }

    /// <inheritdoc/>
    public async Task<StoredDefinition?> RetractAsync(
        string definitionId,
        CancellationToken cancellationToken = default
    )
    {
        var stored = await ChangeAsync(
            async change =>
            {
                await change.LockAsync([definitionId]);
                if (await change.LatestAsync(definitionId) is not { } latest)
                    return null;
                if (await change.PublishedAsync(definitionId) is not { } published)
                    throw new DefinitionRefusedException(
                        "The workflow is not published",
                        latest.Info.Name,
                        "publish it first"
                    );
                if (published.Info.IsReadonly)
                    throw DefinitionSaver.ReadOnly(published.Info);
                await _parts().Publisher.UnpublishAsync(change, published.Info);
                return await change.GetAsync(published.Info.Id);
            },
            cancellationToken
        );
        if (stored is not null)
            await TellAsync(cancellationToken);
        return stored;
    }

    /// <inheritdoc/>
    public Task<StoredDefinition?> RevertAsync(
        string definitionId,
        int version,
        CancellationToken cancellationToken = default
    ) =>
        ChangeAsync(
            async change =>
            {
                await change.LockAsync([definitionId]);
                if (
                    await change.LatestAsync(definitionId) is not { } latest
                    || await change.FindAsync(definitionId, version) is not { } old
                )
                    return null;
                if (latest.Info.IsReadonly)
                    throw DefinitionSaver.ReadOnly(latest.Info);
                var info = old.Info with
                {
                    Id = DefinitionIds.New(),
                    Version = latest.Info.Version + 1,
                    IsLatest = true,
                    IsPublished = false,
                    SavedAt = _parts().Saver.Moment(latest),
                };
                await change.InsertAsync(
                    info,
                    old.Definition.Json.ToJsonString(NormalizedJson.Compact),
                    DefinitionUses.Of(old.Definition),
                    null,
                    null
                );
                return await change.GetAsync(info.Id);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<int> DeleteAsync(
        IReadOnlyCollection<string> definitionIds,
        CancellationToken cancellationToken = default
    ) =>
        DeleteAsync(
            new DefinitionQuery { Versions = VersionOptions.AllVersions, DefinitionIds = definitionIds },
            definitionIds,
            i => i.DefinitionId,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<int> DeleteVersionsAsync(
        IReadOnlyCollection<string> versionIds,
        CancellationToken cancellationToken = default
    ) =>
        DeleteAsync(
            new DefinitionQuery { Versions = VersionOptions.AllVersions, Ids = versionIds },
            versionIds,
            i => i.Id,
            cancellationToken
        );

    private async Task<int> DeleteAsync(
        DefinitionQuery query,
        IReadOnlyCollection<string> ids,
        Func<DefinitionInfo, string> counts,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return 0;
        var deleted = await ChangeAsync(
            async change =>
            {
                await change.LockAsync((await ListAsync(query, cancellationToken)).Items.Select(i => i.DefinitionId));
                var doomed = (await ListAsync(query, cancellationToken)).Items;
                if (doomed.FirstOrDefault(i => i.IsReadonly && i.ProviderName is not null) is { } kept)
                    throw DefinitionSaver.ReadOnly(kept);
                foreach (var info in doomed)
                {
                    if (info.IsPublished)
                        await _parts().Publisher.UnpublishAsync(change, info);
                    await change.DeleteAsync(info.Id);
                }
                foreach (var id in doomed.Where(i => i.IsLatest).Select(i => i.DefinitionId))
                    await change.PromoteAsync(id);
                return doomed;
            },
            cancellationToken
        );
        if (deleted.Count > 0)
            await TellAsync(cancellationToken);
        return deleted.Select(counts).Distinct(StringComparer.Ordinal).Count();
    }

    private async Task<T> ChangeAsync<T>(
        Func<DefinitionTransaction, Task<T>> change,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await _metadata.BeginAsync(cancellationToken);
        var result = await change(new DefinitionTransaction(transaction, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var listener in _parts().Listeners)
            await listener.PublicationsChangedAsync(cancellationToken);
    }
}
