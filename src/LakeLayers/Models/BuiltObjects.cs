using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Models;

/// <summary>Makes built files durable objects: few one after the other, many together.</summary>
internal static class BuiltObjects
{
    private const int Few = 3;

    /// <exception cref="IOException">A file could not become an object; those that did are left for the sweep.</exception>
    public static async Task CommitAsync(
        IObjectStore objects,
        IEnumerable<BuiltTable> tables,
        IEnumerable<BuiltDeletes> deletes,
        CancellationToken cancellationToken
    )
    {
        List<(StagedObject Staged, string Key)> files =
        [
            .. tables.SelectMany(t => t.Objects),
            .. deletes.Select(d => (d.Staged, d.File.Key)),
        ];
        if (files.Count <= Few)
        {
            foreach (var (staged, key) in files)
                await staged.CommitAsync(key, cancellationToken: cancellationToken);
            return;
        }
        var failures = await objects.AdoptAllAsync(
            [.. files.Select(f => new FileToAdopt(f.Staged.LocalPath, f.Key))],
            cancellationToken
        );
        if (failures.FirstOrDefault(f => f is not null) is { } failure)
            throw failure;
    }

    /// <summary>Takes them back: nothing names them.</summary>
    public static async Task DeleteAsync(
        IObjectStore objects,
        IEnumerable<BuiltTable> tables,
        IEnumerable<BuiltDeletes> deletes
    )
    {
        foreach (var key in tables.SelectMany(t => t.Files).Select(f => f.Key).Concat(deletes.Select(d => d.File.Key)))
            await objects.DeleteAsync(key, CancellationToken.None);
    }
}
