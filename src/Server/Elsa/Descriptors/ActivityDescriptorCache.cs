using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Server.Elsa.Descriptors;

/// <summary>
/// The list of activity types, written and compressed once for each state of the registry: Studio asks for it after every save.
/// With
/// an ETag, so that a browser that has it gets 304. The choices of inputs are those of the last seconds: Studio fetches them by
/// themselves as well, but shows after a save what this list says until an activity is selected again.
/// </summary>
internal sealed class ActivityDescriptorCache(
    ActivityRegistry registry,
    WorkflowActivities workflows,
    InputOptions options,
    TimeProvider time,
    ILogger<ActivityDescriptorCache> log
)
{
    private static readonly TimeSpan ChoicesLast = TimeSpan.FromSeconds(5);

    private Content? _content;

    public async Task WriteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await workflows.RefreshAsync(cancellationToken);
        var content = _content;
        if (
            content is null
            || content.Revision != registry.Revision
            || time.GetElapsedTime(content.MadeAt) > ChoicesLast
        )
            _content = content = await MakeAsync(cancellationToken);
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
        if (encoding is not null)
            response.Headers.ContentEncoding = encoding;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken);
    }

    private static (byte[] Body, string? Encoding) Choose(string accepted, Content content) =>
        accepted.Contains("br", StringComparison.Ordinal) ? (content.Brotli, "br")
        : accepted.Contains("gzip", StringComparison.Ordinal) ? (content.Gzip, "gzip")
        : (content.Plain, null);

    private async Task<Content> MakeAsync(CancellationToken cancellationToken)
    {
        var (revision, madeAt) = (registry.Revision, time.GetTimestamp());
        var items = new List<ActivityDescriptor>();
        foreach (var descriptor in registry.Descriptors)
            items.Add(await WithChoicesAsync(descriptor, cancellationToken));
        var plain = JsonSerializer.SerializeToUtf8Bytes(
            new { items, count = items.Count },
            ActivityDescriptorJson.Options
        );
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(plain))[..32]}\"";
        return _content is { } before && before.ETag == tag
            ? before with
            {
                Revision = revision,
                MadeAt = madeAt,
            }
            : new(
                revision,
                madeAt,
                tag,
                plain,
                Pack(plain, s => new BrotliStream(s, CompressionLevel.Optimal)),
                Pack(plain, s => new GZipStream(s, CompressionLevel.Optimal))
            );
    }

    private async Task<ActivityDescriptor> WithChoicesAsync(
        ActivityDescriptor descriptor,
        CancellationToken cancellationToken
    )
    {
        if (descriptor.Inputs.All(i => i.UIHandler is null))
            return descriptor;
        var inputs = new List<InputDescriptor>();
        foreach (var input in descriptor.Inputs)
            inputs.Add(input.UIHandler is null ? input : await WithChoicesAsync(descriptor, input, cancellationToken));
        return descriptor with { Inputs = inputs };
    }

    private async Task<InputDescriptor> WithChoicesAsync(
        ActivityDescriptor descriptor,
        InputDescriptor input,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return input with
            {
                UiSpecifications = await options.DescribeAsync(
                    new InputOptionsContext(descriptor, input, []),
                    cancellationToken
                ),
            };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The editor must open even when, for instance, a file with models cannot be read.
            log.LogWarning(e, "The choices of {Activity}.{Input} could not be found", descriptor.TypeName, input.Name);
            return input;
        }
    }

    private static byte[] Pack(byte[] plain, Func<Stream, Stream> open)
    {
        using var packed = new MemoryStream();
        using (var stream = open(packed))
            stream.Write(plain);
        return packed.ToArray();
    }

    private sealed record Content(int Revision, long MadeAt, string ETag, byte[] Plain, byte[] Brotli, byte[] Gzip);
}
