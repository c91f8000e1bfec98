namespace Penstock.LakeLayers.ObjectStores;

/// <summary>Adopts many files with a call for each, several at once: for stores where every write is durable by itself.</summary>
internal static class OneByOne
{
    private const int AtOnce = 16;

    /// <inheritdoc cref="IObjectStore.AdoptAllAsync"/>
    public static async Task<IReadOnlyList<Exception?>> AdoptAllAsync(
        IObjectStore store,
        IReadOnlyList<FileToAdopt> files,
        CancellationToken cancellationToken
    )
    {
        var errors = new Exception?[files.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(
            0,
            files.Count,
            options,
            async (i, token) =>
            {
                try
                {
                    await store.AdoptAsync(
                        files[i].LocalPath,
                        files[i].Key,
                        files[i].Metadata,
                        onlyIfAbsent: true,
                        token
                    );
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    errors[i] = e;
                }
            }
        );
        return errors;
    }
}
