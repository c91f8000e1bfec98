using System.Collections.Concurrent;

namespace Penstock.Sandbox.MongoDb.Storage;

/// <summary>
/// The collections of a server: one file each in one folder, <c>{database}.{collection}.bson</c>, names percent-encoded.
/// </summary>
internal sealed class Catalogue : IDisposable
{
    private const string Extension = ".bson";
    private readonly ConcurrentDictionary<(string Database, string Name), CollectionStore> _stores = new();
    private readonly ConcurrentBag<CollectionStore> _replaced = [];
    private readonly Lock _changing = new();
    private readonly string _folder;

    public Catalogue(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            var parts = System.IO.Path.GetFileName(path)[..^Extension.Length].Split('.');
            if (parts.Length == 2)
                _stores[(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]))] = CollectionStore.Open(
                    path
                );
        }
    }

    public IEnumerable<string> Databases =>
        _stores.Keys.Select(k => k.Database).Distinct().Order(StringComparer.Ordinal);

    public IEnumerable<string> Collections(string database) =>
        _stores.Keys.Where(k => k.Database == database).Select(k => k.Name).Order(StringComparer.Ordinal);

    public CollectionStore? Find(string database, string name) => _stores.GetValueOrDefault((database, name));

    public CollectionStore FindOrCreate(string database, string name)
    {
        lock (_changing)
            return _stores.GetOrAdd((database, name), k => CollectionStore.Create(PathOf(k.Database, k.Name)));
    }

    /// <summary>Makes a collection of exactly these documents; it takes its name when it is whole.</summary>
    public CollectionStore Replace(string database, string name, IEnumerable<ReadOnlyMemory<byte>> documents)
    {
        var final = PathOf(database, name);
        using (var partial = CollectionStore.Create(final + ".part"))
            partial.Append(documents);
        lock (_changing)
        {
            File.Move(final + ".part", final, overwrite: true);
            Retire(database, name);
            return _stores[(database, name)] = CollectionStore.Open(final);
        }
    }

    public bool Drop(string database, string name)
    {
        lock (_changing)
        {
            if (!Retire(database, name))
                return false;
            File.Delete(PathOf(database, name));
            return true;
        }
    }

    public void Dispose()
    {
        foreach (var store in _stores.Values.Concat(_replaced))
            store.Dispose();
    }

    // A cursor may still read the old file, which lives on without a name until the server ends.
    private bool Retire(string database, string name)
    {
        if (!_stores.TryRemove((database, name), out var old))
            return false;
        _replaced.Add(old);
        return true;
    }

    private string PathOf(string database, string name) =>
        System.IO.Path.Combine(_folder, $"{Escape(database)}.{Escape(name)}{Extension}");

    private static string Escape(string name) =>
        Uri.EscapeDataString(name).Replace(".", "%2E", StringComparison.Ordinal);
}
