using Penstock.Workflows.Definitions.Store;

namespace Penstock.Workflows.Definitions.Git;

/// <summary>Compares the store's newest versions with the workflows folder.</summary>
public sealed class GitComparison(IDefinitionStore store)
{
    /// <summary>Every definition of either side, by its id.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="definitionIds">Only these; all when empty.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<GitDifference>> CompareAsync(
        GitFolder folder,
        IReadOnlyCollection<string> definitionIds,
        CancellationToken cancellationToken = default
    )
    {
        var files = (await folder.ReadAsync(cancellationToken))
            .Where(f => definitionIds.Count == 0 || definitionIds.Contains(f.DefinitionId))
            .ToDictionary(f => f.DefinitionId, StringComparer.Ordinal);
        var differences = new List<GitDifference>();
        foreach (var info in (await store.ListAsync(new() { DefinitionIds = definitionIds }, cancellationToken)).Items)
        {
            files.Remove(info.DefinitionId, out var file);
            var lines = file is null || file.Hash == info.Hash ? [] : await LinesAsync(info, file, cancellationToken);
            differences.Add(
                new(
                    info.DefinitionId,
                    info.Name,
                    file is null ? GitState.OnlyInStore
                        : file.Hash == info.Hash ? GitState.Same
                        : GitState.Different,
                    file?.File,
                    lines
                )
            );
        }
        differences.AddRange(
            files.Values.Select(f => new GitDifference(
                f.DefinitionId,
                f.Document.Text("name") ?? f.DefinitionId,
                GitState.OnlyInFolder,
                f.File,
                []
            ))
        );
        return [.. differences.OrderBy(d => d.DefinitionId, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<string>> LinesAsync(
        DefinitionInfo info,
        GitFile file,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindVersionAsync(info.Id, cancellationToken) is not { } stored)
            return [];
        var document = file.Document.DeepClone().AsObject();
        MissingIds.Fill(document);
        return JsonDifference.Of(DefinitionContent.Of(document), DefinitionContent.Of(stored.ToJson()));
    }
}
