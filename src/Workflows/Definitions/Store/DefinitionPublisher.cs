namespace Penstock.Workflows.Definitions.Store;

/// <summary>Changes which version is published, and tells the observers inside the transaction.</summary>
internal sealed class DefinitionPublisher(
    IReadOnlyList<IPublishRule> rules,
    IReadOnlyList<IDefinitionObserver> observers
)
{
    /// <summary>Publishes a version in place of the one that is published now.</summary>
    /// <exception cref="DefinitionRefusedException">A rule speaks against it; the caller rolls back.</exception>
    public async Task<StoredDefinition> PublishAsync(DefinitionTransaction change, StoredDefinition stored)
    {
        if (await change.PublishedAsync(stored.Info.DefinitionId) is { } before)
            await UnpublishAsync(change, before.Info);
        await change.SetPublishedAsync(stored.Info.Id, true);
        var published = await change.GetAsync(stored.Info.Id);
        var problems = new List<DefinitionProblem>();
        foreach (var rule in rules)
            problems.AddRange(await rule.CheckAsync(published, change.Inner, change.CancellationToken));
        if (problems.Count > 0)
            throw new DefinitionRefusedException(stored.Info.Name, problems);
        foreach (var observer in observers)
            await observer.PublishedAsync(published, change.Inner, change.CancellationToken);
        return published;
    }

    public async Task UnpublishAsync(DefinitionTransaction change, DefinitionInfo info)
    {
        await change.SetPublishedAsync(info.Id, false);
        foreach (var observer in observers)
            await observer.UnpublishedAsync(info with { IsPublished = false }, change.Inner, change.CancellationToken);
    }
}
