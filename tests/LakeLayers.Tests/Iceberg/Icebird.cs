using System.Text.Json.Nodes;
using Penstock.Core.Configuration;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>icebird, a reader of Iceberg tables that was written elsewhere: proof that the tables are what they claim to be.</summary>
internal static class Icebird
{
    private const string Script = """
        const [tableUrl, metadataFile] = process.argv.slice(2)
        const { readFile } = await import('node:fs/promises')
        // icebird asks by HTTP; here its requests are answered from the disk.
        globalThis.fetch = async (url, init) => {
          const bytes = await readFile(new URL(url)).catch(() => null)
          if (!bytes) return new Response(null, { status: 404 })
          const range = /bytes=(\d+)-(\d*)/.exec(new Headers(init?.headers).get('range') ?? '')
          return range ? new Response(bytes.subarray(+range[1], range[2] === '' ? undefined : +range[2] + 1), { status: 206 }) : new Response(bytes)
        }
        const { icebergRead } = await import('icebird')
        const rows = await icebergRead({ tableUrl, metadataFileName: metadataFile })
        const plain = (_, v) => typeof v === 'bigint' ? Number(v) : v instanceof Uint8Array ? Buffer.from(v).toString('hex') : v
        console.log(JSON.stringify(rows, plain))
        """;

    /// <summary>The rows of a table by its metadata file, a <c>file:</c> URI.</summary>
    public static async Task<JsonArray> ReadAsync(string metadataLocation)
    {
        using var folder = new TestFolder();
        var script = folder["read.mjs"];
        await File.WriteAllTextAsync(script, Script);
        Directory.CreateSymbolicLink(folder["node_modules"], NpmPackages.NodeModules("icebird"));
        var slash = metadataLocation.IndexOf("/metadata/", StringComparison.Ordinal);
        var result = await CommandLine.RunAsync(
            "node",
            [script, metadataLocation[..slash], metadataLocation[(slash + "/metadata/".Length)..]]
        );
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonNode.Parse(result.Output)!.AsArray();
    }
}
