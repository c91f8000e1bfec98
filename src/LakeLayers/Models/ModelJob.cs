using Penstock.Core.Metadata;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>A scratch folder and a query engine that sees just the snapshots it is given, as views of their zone and name.</summary>
internal sealed class ModelJob : IDisposable
{
    private readonly List<LocalCopy> _copies;

    private ModelJob(string scratch, List<LocalCopy> copies, DuckDbSession session)
    {
        Scratch = scratch;
        _copies = copies;
        Session = session;
    }

    public string Scratch { get; }

    public DuckDbSession Session { get; }

    public static async Task<ModelJob> OpenAsync(Lake lake, IReadOnlyList<TableSnapshot> inputs, RunModelsOptions options, CancellationToken cancellationToken)
    {
        var scratch = Path.Combine(lake.Options.ScratchFolder, $"models-{Guid.NewGuid():N}");
        Directory.CreateDirectory(scratch);
        List<LocalCopy> copies = [];
        try
        {
            List<(TableSnapshot Snapshot, List<string> Paths)> tables = [];
            foreach (var snapshot in inputs)
            {
                List<string> paths = [];
                foreach (var file in snapshot.Files)
                {
                    copies.Add(await lake.Objects.FetchAsync(file.Key, cancellationToken));
                    paths.Add(copies[^1].Path);
                }
                tables.Add((snapshot, paths));
            }
            var session = DuckDbSession.Open(new DuckDbOptions(scratch)
            {
                Threads = options.Threads ?? lake.Options.Threads,
                MemoryLimit = options.MemoryLimit ?? lake.Options.MemoryLimit,
                AllowedFiles = [.. copies.Select(c => c.Path)],
                PreserveInsertionOrder = false,
            });
            var job = new ModelJob(scratch, copies, session);
            foreach (var zone in TableName.Zones) session.Execute($"CREATE SCHEMA IF NOT EXISTS {Sql.Identifier(zone)}", null, cancellationToken);
            foreach (var (snapshot, paths) in tables) session.Execute(View(snapshot, paths), null, cancellationToken);
            return job;
        }
        catch
        {
            CleanUp(scratch, copies);
            throw;
        }
    }

    public void Dispose()
    {
        Session.Dispose();
        CleanUp(Scratch, _copies);
    }

    private static string View(TableSnapshot snapshot, List<string> paths)
    {
        var name = Sql.Identifier(snapshot.Table.Zone, snapshot.Table.Name);
        if (paths.Count > 0)
            return $"CREATE VIEW {name} AS FROM read_parquet([{string.Join(", ", paths.Select(Sql.Literal))}], union_by_name = true, hive_partitioning = false)";
        var columns = snapshot.Schema.Select(c => $"CAST(NULL AS {c.Type}) AS {Sql.Identifier(c.Name)}");
        return $"CREATE VIEW {name} AS SELECT {string.Join(", ", columns)} WHERE false";
    }

    private static void CleanUp(string scratch, List<LocalCopy> copies)
    {
        foreach (var copy in copies) copy.Dispose();
        Directory.Delete(scratch, recursive: true);
    }
}
