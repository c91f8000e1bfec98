using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// Proves on a store in use that it does what the lake relies on. Some servers that speak S3 answer 200 to conditional writes and
/// ignore the condition; run this at installation and whenever something is odd (<c>penstock doctor</c> does).
/// </summary>
public static class ObjectStoreCheck
{
    private const string ObeyConditions =
        "use an object store, or a version of it, that obeys If-None-Match: * on PUT; with this one runs overwrite each other";

    /// <summary>
    /// Writes, reads, lists, races and deletes a few small objects under a key of their own, and cleans up. Never throws for
    /// what the
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
        (string Name, string Next, Func<Task<string?>> Try)[] trials =
        [
            (
                "write",
                "see that lake.endpoint in penstock.yml names the object store itself",
                async () =>
                    await WriteAsync(store, key, "first", false, cancellationToken)
                        ? null
                        : "the store says that an object was there already"
            ),
            (
                "find",
                "see that no proxy between here and lake.endpoint changes headers (x-amz-meta-*, Content-Length)",
                async () =>
                    await store.FindAsync(key, cancellationToken) is { Size: 5 } o
                    && o.Metadata.GetValueOrDefault("check") == "first"
                        ? null
                        : "size or metadata are not what was written"
            ),
            (
                "read",
                "see that no proxy between here and lake.endpoint drops the header Range or answers from a cache",
                async () =>
                    await ReadAsync(store, key, cancellationToken) == "rst"
                        ? null
                        : "the bytes from offset 2 are not what was written"
            ),
            (
                "list",
                "use an object store that lists an object as soon as it is written",
                async () =>
                    await CountAsync(store, folder + "/", cancellationToken) == 1 ? null : "the object is not listed"
            ),
            (
                "conditional write",
                ObeyConditions,
                async () =>
                    !await WriteAsync(store, key, "other", true, cancellationToken)
                    && await ReadAsync(store, key, cancellationToken) == "rst"
                        ? null
                        : "an object was written over although only absence was asked for"
            ),
            ("race", ObeyConditions, () => RaceAsync(store, $"{folder}/race", cancellationToken)),
            (
                "delete",
                "see the retention rules of the bucket",
                async () =>
                {
                    await store.DeleteAsync(key, cancellationToken);
                    return await store.FindAsync(key, cancellationToken) is null ? null : "the object is still there";
                }
            ),
        ];
        foreach (var (name, next, trial) in trials)
        {
            var finding = await TryAsync(name, next, trial, cancellationToken);
            findings.Add(finding);
            if (!finding.Passed)
                break;
        }
        await TryAsync("clean up", "", async () => await CleanAsync(store, [key, $"{folder}/race"]), cancellationToken);
        return findings;
    }

    private static async Task<StoreFinding> TryAsync(
        string name,
        string next,
        Func<Task<string?>> trial,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await trial() is { } fault
                ? new StoreFinding(name, false, fault, next)
                : new StoreFinding(name, true, "as it should");
        }
        catch (PenstockException e)
        {
            return new StoreFinding(name, false, $"{e.What}: {e.Subject}", e.Next);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            const string MayWrite = "let the user that runs Penstock write to the folders lake.store and lake.scratch";
            return new StoreFinding(name, false, $"{e.GetType().Name}: {e.Message}", MayWrite);
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
