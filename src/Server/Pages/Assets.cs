using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Penstock.Server.Pages;

/// <summary>
/// Style, scripts and pictures of our own pages, embedded in the program; their addresses hold the content's hash.
/// </summary>
internal static class Assets
{
    private const string Prefix = "Assets/";

    private static readonly FrozenDictionary<string, Asset> ByName = Load()
        .ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, Asset> ByFile = ByName.Values.ToFrozenDictionary(
        a => a.File,
        StringComparer.Ordinal
    );

    /// <summary>The address of an asset, for instance of <c>site.css</c>.</summary>
    public static string Url(string name) => $"/assets/{ByName[name].File}";

    public static void MapAssets(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/assets/{file}",
                (string file, HttpContext context) =>
                {
                    if (!ByFile.TryGetValue(file, out var asset))
                        return Results.NotFound();
                    context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                    return Results.Bytes(asset.Content, asset.ContentType);
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();

    private static IEnumerable<Asset> Load()
    {
        var assembly = typeof(Assets).Assembly;
        foreach (
            var resource in assembly
                .GetManifestResourceNames()
                .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
        )
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var name = resource[Prefix.Length..];
            var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
            yield return new Asset(
                name,
                $"{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}",
                ContentTypeOf(name),
                content
            );
        }
    }

    private static string ContentTypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };

    private sealed record Asset(string Name, string File, string ContentType, byte[] Content);
}
