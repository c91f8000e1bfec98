using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Lineage.Events;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg.Fixtures;

/// <summary>A lake whose folder holds the tables of other engines (iceberg-tables.tar.gz, made for this project); nothing is registered yet.</summary>
public sealed class FixtureLake(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    /// <summary>The names of all tables.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. Entries().Where(e => e.EndsWith("/expected.json", StringComparison.Ordinal)).Select(e => e.Split('/')[1])];

    internal Lake Lake { get; private set; } = null!;

    private static string Archive =>
        Path.Combine(Repository.Root, "tests", "LakeLayers.Tests", "Iceberg", "Fixtures", "iceberg-tables.tar.gz");

    public async ValueTask InitializeAsync()
    {
        Unpack(_folder["tables"]);
        foreach (var table in Directory.GetDirectories(_folder["tables"]))
        {
            foreach (var zone in Directory.GetDirectories(Path.Combine(table, "files")))
            {
                var objects = Directory.CreateDirectory(
                    Path.Combine(_folder["lake"], "objects", Path.GetFileName(zone))
                );
                foreach (var folder in Directory.GetDirectories(zone))
                    Directory.Move(folder, Path.Combine(objects.FullName, Path.GetFileName(folder)));
            }
        }
        Lake = new Lake(
            new FixtureStore(new LocalDiskObjectStore(_folder["lake"])),
            new StepRunner(await postgres.CreateLakeMetadataAsync()),
            new LakeOptions(_folder["scratch"])
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (Lake is not null)
            await Lake.Metadata.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Lays the tables into a folder: name/files/zone/table/… and name/expected.json.</summary>
    internal static void Unpack(string folder)
    {
        using var tar = new GZipStream(File.OpenRead(Archive), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(tar, Directory.CreateDirectory(folder).FullName, false);
    }

    internal FixtureTable Table(string name) =>
        new(JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["tables"], name, "expected.json")))!);

    private static List<string> Entries()
    {
        using var packed = new GZipStream(File.OpenRead(Archive), CompressionMode.Decompress);
        using var tar = new TarReader(packed);
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry)
            names.Add(entry.Name);
        return names;
    }
}
