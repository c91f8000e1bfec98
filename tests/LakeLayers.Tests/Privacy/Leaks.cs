using System.Text;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Avro;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Testing;

namespace Penstock.LakeLayers.Privacy;

/// <summary>Searches everything that is kept for a text.</summary>
internal static class Leaks
{
    /// <summary>The files of a store that hold the text: in their bytes as they are, decompressed, in any value of a Parquet file or in the bounds of a manifest.</summary>
    /// <param name="store">The folder.</param>
    /// <param name="text">The text.</param>
    /// <param name="except">Files whose path has this are left out.</param>
    public static async Task<IReadOnlyList<string>> InFilesAsync(string store, string text, string except = "\0")
    {
        List<string> found = [];
        using var scratch = new TestFolder();
        using var session = DuckDbSession.Open(
            new DuckDbOptions(scratch.Path) { Threads = 1, AllowedDirectories = [store] }
        );
        foreach (
            var file in Directory
                .EnumerateFiles(store, "*", SearchOption.AllDirectories)
                .Where(f =>
                    !f.EndsWith(".lock", StringComparison.Ordinal) && !f.Contains(except, StringComparison.Ordinal)
                )
        )
        {
            if (
                Holds(await File.ReadAllBytesAsync(file), text)
                || (file.EndsWith(".parquet", StringComparison.Ordinal) && RowsHold(session, file, text))
                || Holds(await UnpackedAsync(file), text)
            )
                found.Add(file);
        }
        return found;
    }

    /// <summary>The tables of the metadata database that hold the text in any row.</summary>
    public static async Task<IReadOnlyList<string>> InDatabaseAsync(MetadataStore store, string text)
    {
        List<string> found = [];
        await using var connection = await store.DataSource.OpenConnectionAsync();
        var tables = (
            await connection.QueryAsync<(string Schema, string Name)>(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            )
        ).AsList();
        foreach (var (schema, name) in tables)
        {
            if (
                await connection.ExecuteScalarAsync<long>(
                    $"SELECT count(*) FROM {Sql.Identifier(schema, name)} t WHERE strpos(row_to_json(t)::text, @text) > 0",
                    new { text }
                ) > 0
            )
                found.Add($"{schema}.{name}");
        }
        return found;
    }

    private static bool RowsHold(DuckDbSession session, string file, string text) =>
        session.Scalar<long>(
            $"SELECT count(*) FROM read_parquet({Sql.Literal(file)}) t WHERE contains(to_json(t)::VARCHAR, $1)",
            [text]
        ) > 0;

    private static async Task<byte[]> UnpackedAsync(string file)
    {
        if (file.EndsWith(".avro", StringComparison.Ordinal))
            return [.. Flat(AvroFile.Read(await File.ReadAllBytesAsync(file)).Rows)];
        await using var stored = File.OpenRead(file);
        await using Stream? unpacked =
            file.EndsWith(".zst", StringComparison.Ordinal) ? new Core.Compression.ZstdReadStream(stored)
            : file.EndsWith(".gz", StringComparison.Ordinal)
                ? new System.IO.Compression.GZipStream(stored, System.IO.Compression.CompressionMode.Decompress)
            : null;
        if (unpacked is null)
            return [];
        using var all = new MemoryStream();
        await unpacked.CopyToAsync(all);
        return all.ToArray();
    }

    // Bounds of columns are byte strings within lists of records.
    private static IEnumerable<byte> Flat(object? value) =>
        value switch
        {
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            System.Collections.IDictionary map => map.Values.Cast<object?>().SelectMany(Flat),
            System.Collections.IEnumerable list => list.Cast<object?>().SelectMany(Flat),
            _ => [],
        };

    private static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
