using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Core.Configuration;

namespace Penstock.Sandbox.Tests.MongoDb;

/// <summary>MongoDB's own Node.js driver: proof that the sandbox server speaks the protocol and not only a dialect of ours.</summary>
internal static class NodeDriver
{
    /// <summary>Runs a function body with <c>client</c> (connected), <c>db</c> (database <c>shop</c>) and <c>BSON</c>; gives what it returns.</summary>
    public static async Task<JsonNode?> RunAsync(string uri, string body)
    {
        var script = $$"""
            const { MongoClient, BSON } = require('mongodb');
            (async () => {
              const client = new MongoClient(process.env.MONGO_URI, { serverSelectionTimeoutMS: 5000 });
              try {
                await client.connect();
                const db = client.db('shop');
                const result = await (async () => { {{body}} })();
                console.log(JSON.stringify(result ?? null));
              } catch (e) {
                console.log(JSON.stringify({ error: e.message, code: e.code, name: e.name }));
              } finally {
                await client.close();
              }
            })();
            """;
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_PATH"] = NpmPackages.NodeModules("mongodb");
        start.Environment["MONGO_URI"] = uri;
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(script);
        node.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var error = node.StandardError.ReadToEndAsync(limit.Token);
        var output = await node.StandardOutput.ReadToEndAsync(limit.Token);
        await node.WaitForExitAsync(limit.Token);
        Assert.True(output.Length > 0, $"node printed nothing: {await error}");
        return JsonNode.Parse(output);
    }
}
