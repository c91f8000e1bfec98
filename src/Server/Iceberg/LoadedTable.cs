using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Penstock.Server.Iceberg;

/// <summary>A table as it is answered: whole or with the snapshots of its branches and tags alone, and not again to who has it.</summary>
internal static class LoadedTable
{
    private const string OnlyRefs = "refs";

    /// <summary>Answers a table.</summary>
    /// <param name="context">The request: <c>snapshots=refs</c> and <c>If-None-Match</c> count.</param>
    /// <param name="metadata">The metadata as they are kept.</param>
    /// <param name="location">The URI of their file.</param>
    public static IResult Answer(HttpContext context, string metadata, string location)
    {
        var refs = context.Request.Query["snapshots"] == OnlyRefs;
        // Metadata files are never written over: the location says what is in it.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{location} {refs}"));
        var tag = $"\"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.Any(t => t == tag || t == "W/" + tag))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        return IcebergAnswer.Table(refs ? WithRefs(metadata) : metadata, location);
    }

    private static string WithRefs(string metadata)
    {
        var json = JsonNode.Parse(metadata)!;
        var named = (json["refs"] as JsonObject)?.Select(r => (long)r.Value!["snapshot-id"]!).ToHashSet() ?? [];
        if (json["snapshots"] is JsonArray all)
            json["snapshots"] = new JsonArray([
                .. all.Where(s => named.Contains((long)s!["snapshot-id"]!)).Select(s => s!.DeepClone()),
            ]);
        return json.ToJsonString();
    }
}
