using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Penstock.Server.Studio;

/// <summary>
/// Serves the package byte for byte (Studio's start file checks hashes), compressed as it was published. Only files that were
/// there
/// at the start exist: no path of a request is ever joined to a folder.
/// </summary>
internal sealed class StudioFiles
{
    private readonly FrozenDictionary<string, StudioFile> _files;

    public StudioFiles()
    {
        Folder = StudioPackage.Find();
        _files = (Folder is null ? [] : Scan(Folder)).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Where the package is; null when it is not installed.</summary>
    public string? Folder { get; }

    public async Task ServeAsync(HttpContext context, string path)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var (encoding, physicalPath) = Choose(file, context.Request);
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = new EntityTagHeaderValue(file.TagFor(encoding));
        context.Response.Headers.CacheControl = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        if (file.Encodings.Count > 0)
            context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (
            context
                .Request.GetTypedHeaders()
                .IfNoneMatch.Any(t => t.Tag == "*" || t.Compare(headers.ETag, useStrongComparison: false))
        )
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = file.ContentType;
        if (encoding is not null)
            context.Response.Headers.ContentEncoding = encoding;
        context.Response.ContentLength = new FileInfo(physicalPath).Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.SendFileAsync(physicalPath, context.RequestAborted);
    }

    private static (string? Encoding, string PhysicalPath) Choose(StudioFile file, HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        foreach (var (encoding, physicalPath) in file.Encodings)
            if (accepted.Any(a => a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && a.Quality is not 0))
                return (encoding, physicalPath);
        return (null, file.PhysicalPath);
    }

    private static IEnumerable<KeyValuePair<string, StudioFile>> Scan(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(folder, file)
        where
            Path.GetExtension(path) is not (".br" or ".gz")
            && (path.Contains('/', StringComparison.Ordinal) || path.EndsWith(".css", StringComparison.Ordinal))
        select KeyValuePair.Create(path, new StudioFile(file, path));
}
