using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// Proves on a store in use that it does what the lake relies on. Some servers that speak S3 answer 200 to conditional writes and
/// ignore the condition; run this at installation and whenever something is odd (<c>penstock doctor</c> does).
/// </summary>
public static class ObjectStoreCheck
{
    /// <summary>
    /// Writes, reads, lists, races and deletes a few small objects under a key of their own, and cleans up. Never throws for what the
    /// store does: a finding says it. After the first failure the rest is not tried.
    /// </summary>
    /// <returns>The findings in order: write, find, read, list, conditional write, race, delete.</returns>
    public static async Task<IReadOnlyList<StoreFinding>> RunAsync(
        IObjectStore store,
        CancellationToken cancellationToken = default
    )
    {
        var folder = $"penstock-check/{Guid.NewGuid():N}";
        var key = $"{folder}/probe";
        var findings = new List<StoreFinding>();
        (string Name, Func<Task<string?>> Try)[] trials =
        [
            (
                "write",
                async () =>
                    await WriteAsync(store, key, "first", false, cancellationToken)
                        ? null
                        : "the store says that an object was there already"
            ),
            (
                "find",
                async () =>
                    await store.FindAsync(key, cancellationToken) is { Size: 5 } o
                    && o.Metadata.GetValueOrDefault("check") == "first"
                        ? null
                        : "size or metadata are not what was written"
            ),
            (
                "read",
                async () =>
                    await ReadAsync(store, key, cancellationToken) == "rst"
                        ? null
                        : "the bytes from offset 2 are not what was written"
            ),
            (
                "list",
                async () =>
                    await CountAsync(store, folder + "/", cancellationToken) == 1 ? null : "the object is not listed"
            ),
            (
                "conditional write",
                async () =>
                    !await WriteAsync(store, key, "other", true, cancellationToken)
                    && await ReadAsync(store, key, cancellationToken) == "rst"
                        ? null
                        : "an object was written over although only absence was asked for"
            ),
            ("race", () => RaceAsync(store, $"{folder}/race", cancellationToken)),
            (
                "delete",
                async () =>
                {
                    await store.DeleteAsync(key, cancellationToken);
                    return await store.FindAsync(key, cancellationToken) is null ? null : "the object is still there";
                }
            ),
        ];
        foreach (var (name, trial) in trials)
        {
            var finding = await TryAsync(name, trial, cancellationToken);
            findings.Add(finding);
            if (!finding.Passed)
                break;
        }
        await TryAsync("clean up", async () => await CleanAsync(store, [key, $"{folder}/race"]), cancellationToken);
        return findings;
    }

    private static async Task<StoreFinding> TryAsync(
        string name,
        Func<Task<string?>> trial,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var fault = await trial();
            return new StoreFinding(name, fault is null, fault ?? "as it should");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new StoreFinding(
                name,
                false,
                e is PenstockException ? e.Message : $"{e.GetType().Name}: {e.Message}"
            );
        }
    }

    private static async Task<bool> WriteAsync(
        IObjectStore store,
        string key,
        string text,
        bool onlyIfAbsent,
        CancellationToken cancellationToken
    )
    {
        await using var staged = store.Stage();
        await staged.Content.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), cancellationToken);
        return await staged.CommitAsync(
            key,
            new Dictionary<string, string> { ["check"] = text },
            onlyIfAbsent,
            cancellationToken
        );
    }

    private static async Task<string> ReadAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(key, 2, cancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static async Task<int> CountAsync(IObjectStore store, string prefix, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in store.ListAsync(prefix, cancellationToken))
            count++;
        return count;
    }

    private static async Task<string?> RaceAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        var wins = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(w =>
                    Task.Run(() => WriteAsync(store, key, $"w{w}", true, cancellationToken), cancellationToken)
                )
        );
        var winners = wins.Count(w => w);
        return winners == 1 ? null : $"{winners} of 8 writers were told that they alone had written the object";
    }

    private static async Task<string?> CleanAsync(IObjectStore store, string[] keys)
    {
        // Also after a cancellation.
        foreach (var key in keys)
            await store.DeleteAsync(key, CancellationToken.None);
        return null;
    }
}
