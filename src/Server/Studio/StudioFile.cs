using System.Security.Cryptography;

namespace Penstock.Server.Studio;

/// <summary>One file of the package with its compressed forms.</summary>
internal sealed class StudioFile
{
    private readonly Lazy<string> _hash;

    public StudioFile(string physicalPath, string path)
    {
        PhysicalPath = physicalPath;
        ContentType = ContentTypeOf(path);
        IsImmutable = path.StartsWith("_framework/", StringComparison.Ordinal) && HasHash(Path.GetFileName(path));
        Encodings =
        [
            .. new[] { ("br", ".br"), ("gzip", ".gz") }
                .Where(e => File.Exists(physicalPath + e.Item2))
                .Select(e => (e.Item1, physicalPath + e.Item2)),
        ];
        _hash = new Lazy<string>(() =>
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(PhysicalPath)))[..20]
        );
    }

    public string PhysicalPath { get; }

    public string ContentType { get; }

    /// <summary>Whether the name holds the content's hash, so that a browser need never ask again.</summary>
    public bool IsImmutable { get; }

    /// <summary>The compressed forms, best first.</summary>
    public IReadOnlyList<(string Encoding, string PhysicalPath)> Encodings { get; }

    /// <summary>Each encoding has a tag of its own: a strong tag promises the same bytes.</summary>
    public string TagFor(string? encoding) => encoding is null ? $"\"{_hash.Value}\"" : $"\"{_hash.Value}-{encoding}\"";

    // name.{ten characters of a-z0-9}.extension
    private static bool HasHash(string name) =>
        name.Split('.') is [_, .., var hash, _]
        && hash.Length == 10
        && hash.All(char.IsAsciiLetterOrDigit)
        && hash.Any(char.IsAsciiDigit);

    private static string ContentTypeOf(string path) =>
        Path.GetExtension(path) switch
        {
            ".wasm" => "application/wasm",
            ".js" => "text/javascript",
            ".css" => "text/css",
            ".json" or ".map" => "application/json",
            ".woff2" => "font/woff2",
            ".png" => "image/png",
            ".ico" => "image/x-icon",
            ".cur" => "image/x-icon",
            ".svg" => "image/svg+xml",
            ".html" => "text/html; charset=utf-8",
            ".webmanifest" => "application/manifest+json",
            _ => "application/octet-stream",
        };
}
