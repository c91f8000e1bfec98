namespace Penstock.Workflows.Definitions.Store;

/// <summary>Published definitions in memory, for tests and for programs without a database.</summary>
public sealed class MemoryDefinitions : IDefinitionLookup
{
    private readonly Lock _gate = new();
    private readonly List<StoredDefinition> _all = [];

    /// <summary>Adds a version, published and newest.</summary>
    public void Add(WorkflowDefinition definition)
    {
        lock (_gate)
        {
            for (var i = 0; i < _all.Count; i++)
            {
                if (_all[i].Info.DefinitionId == definition.DefinitionId)
                    _all[i] = _all[i] with { Info = _all[i].Info with { IsLatest = false, IsPublished = false } };
            }
            _all.Add(
                new(
                    new DefinitionInfo
                    {
                        Id = definition.Id,
                        DefinitionId = definition.DefinitionId,
                        Version = definition.Version,
                        Name = definition.Name,
                        IsLatest = true,
                        IsPublished = true,
                        SavedAt = DateTimeOffset.UnixEpoch,
                        Hash = definition.Hash,
                    },
                    definition
                )
            );
        }
    }

    /// <inheritdoc/>
    public Task<StoredDefinition?> FindAsync(
        string definitionId,
        VersionOptions versions,
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            return Task.FromResult(
                _all.Where(d => d.Info.DefinitionId == definitionId && versions.Fits(d.Info)).MaxBy(d => d.Info.Version)
            );
        }
    }

    /// <inheritdoc/>
    public Task<StoredDefinition?> FindVersionAsync(string versionId, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return Task.FromResult(_all.Find(d => d.Info.Id == versionId));
    }
}
