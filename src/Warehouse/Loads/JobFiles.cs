using Penstock.LakeLayers;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Warehouse.Shapes;

namespace Penstock.Warehouse.Loads;

/// <summary>The local files of one load: the snapshots' Parquet files and a scratch folder; and a DuckDB that reaches nothing else.</summary>
internal sealed class JobFiles : IDisposable
{
    private readonly List<LocalCopy> _copies = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _paths = new(StringComparer.Ordinal);
    private readonly string _scratch;

    private JobFiles(string scratch) => _scratch = scratch;

    /// <summary>Fetches the files of the tables.</summary>
    public static async Task<JobFiles> FetchAsync(Lake lake, IEnumerable<TableShape> shapes, CancellationToken cancellationToken)
    {
        var files = new JobFiles(Path.Combine(lake.Options.ScratchFolder, $"warehouse-{Guid.NewGuid():N}"));
        try
        {
            Directory.CreateDirectory(files._scratch);
            foreach (var shape in shapes)
            {
                List<string> paths = [];
                foreach (var file in shape.Snapshot.Files)
                {
                    var copy = await lake.Objects.FetchAsync(file.Key, cancellationToken);
                    files._copies.Add(copy);
                    paths.Add(copy.Path);
                }
                files._paths.Add(shape.Name, paths);
            }
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The local paths of a table's files.</summary>
    public IReadOnlyList<string> this[string table] => _paths[table];

    /// <summary>A file in the scratch folder.</summary>
    public string Scratch(string name) => Path.Combine(_scratch, name);

    /// <summary>A DuckDB session for the load.</summary>
    public DuckDbSession OpenDuckDb(LakeOptions options) => DuckDbSession.Open(new DuckDbOptions(_scratch)
    {
        Threads = options.Threads,
        MemoryLimit = options.MemoryLimit,
        PreserveInsertionOrder = false,
        AllowedFiles = [.. _paths.Values.SelectMany(p => p)],
    });

    public void Dispose()
    {
        foreach (var copy in _copies) copy.Dispose();
        if (Directory.Exists(_scratch)) Directory.Delete(_scratch, recursive: true);
    }
}
