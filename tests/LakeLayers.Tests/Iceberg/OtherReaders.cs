using System.Text.Json.Nodes;
using Penstock.Core.Configuration;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>hyparquet and parquet-wasm, readers of Parquet that were written elsewhere, one in JavaScript and one on Rust's arrow.</summary>
internal static class OtherReaders
{
    private const string Script = """
        const { readFile } = await import('node:fs/promises')
        const { createRequire } = await import('node:module')
        const { parquetReadObjects } = await import('hyparquet')
        const { compressors } = await import('hyparquet-compressors')
        const wasm = createRequire(import.meta.url)('parquet-wasm')
        const answers = []
        for (const path of process.argv.slice(2)) {
          const bytes = await readFile(path)
          const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
          const rows = await parquetReadObjects({ file, compressors })
          const nulls = {}
          for (const row of rows) for (const [name, value] of Object.entries(row)) nulls[name] = (nulls[name] ?? 0) + (value == null ? 1 : 0)
          const batches = wasm.readParquet(new Uint8Array(file)).recordBatches()
          answers.push({ rows: rows.length, nulls, wasmRows: batches.reduce((n, b) => n + b.numRows, 0), wasmColumns: batches[0]?.numColumns })
        }
        console.log(JSON.stringify(answers))
        """;

    /// <summary>Of each file: <c>rows</c>, <c>nulls</c> by column, <c>wasmRows</c>, <c>wasmColumns</c>.</summary>
    public static async Task<JsonArray> ReadAsync(IEnumerable<string> files)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["read.mjs"], Script);
        Directory.CreateSymbolicLink(folder["node_modules"], NpmPackages.NodeModules("hyparquet"));
        var result = await CommandLine.RunAsync("node", [folder["read.mjs"], .. files]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonNode.Parse(result.Output)!.AsArray();
    }
}
