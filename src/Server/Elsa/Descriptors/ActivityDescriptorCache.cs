using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Server.Elsa.Descriptors;

/// <summary>
/// The list of activity types, written and compressed once for each state of the registry: Studio asks for it after every save. With
/// an ETag, so that a browser that has it gets 304.
/// </summary>
internal sealed class ActivityDescriptorCache(ActivityRegistry registry, WorkflowActivities workflows)
{
    private Content? _content;

    public async Task WriteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await workflows.RefreshAsync(cancellationToken);
        var content = _content;
        if (content is null || content.Revision != registry.Revision) _content = content = Make();
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.ETag = content.ETag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (request.Headers.IfNoneMatch.Any(v => v?.Contains(content.ETag, StringComparison.Ordinal) == true))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var (body, encoding) = Choose(request.Headers.AcceptEncoding.ToString(), content);
        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken);
    }

    private static (byte[] Body, string? Encoding) Choose(string accepted, Content content) =>
        accepted.Contains("br", StringComparison.Ordinal) ? (content.Brotli, "br")
        : accepted.Contains("gzip", StringComparison.Ordinal) ? (content.Gzip, "gzip") : (content.Plain, null);

    private Content Make()
    {
        var revision = registry.Revision;
        var items = registry.Descriptors.ToList();
        var plain = JsonSerializer.SerializeToUtf8Bytes(new { items, count = items.Count }, ActivityDescriptorJson.Options);
        return new(revision, $"\"{Convert.ToHexStringLower(SHA256.HashData(plain))[..32]}\"", plain,
            Pack(plain, s => new BrotliStream(s, CompressionLevel.Optimal)), Pack(plain, s => new GZipStream(s, CompressionLevel.Optimal)));
    }

    private static byte[] Pack(byte[] plain, Func<Stream, Stream> open)
    {
        using var packed = new MemoryStream();
        using (var stream = open(packed)) stream.Write(plain);
        return packed.ToArray();
    }

    private sealed record Content(int Revision, string ETag, byte[] Plain, byte[] Brotli, byte[] Gzip);
}
