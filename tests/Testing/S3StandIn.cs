using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Penstock.Testing;

/// <summary>
/// A server with one bucket that speaks as much S3 as small objects need, and misbehaves as a test says. It checks no signatures.
/// For everything that a server does right there is the real one, <see cref="S3Fixture"/>.
/// </summary>
public sealed class S3StandIn : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Stored> _objects = new();
    private WebApplication _app = null!;

    private S3StandIn() { }

    private sealed record Stored(byte[] Bytes, Dictionary<string, string> Metadata);

    /// <summary>How it takes <c>If-None-Match: *</c>.</summary>
    public enum Conditions
    {
        /// <summary>As S3 says: of many writers one wins.</summary>
        Obeyed,

        /// <summary>It looks first and writes later, so writers at the same time all win.</summary>
        LookedAtFirst,

        /// <summary>Not at all.</summary>
        Ignored,
    }

    public Uri Endpoint { get; private set; } = null!;

    public Conditions OnlyIfAbsent { get; init; }

    /// <summary>Whether the header Range is obeyed. Default: true.</summary>
    public bool Ranges { get; init; } = true;

    /// <summary>Whether listings know what was written. Default: true.</summary>
    public bool Lists { get; init; } = true;

    /// <summary>Whether a byte of what is read changes on its way. Default: false.</summary>
    public bool Garbles { get; init; }

    /// <summary>The status and S3's code for a request in place of an answer; null: answer it. Default: each is answered.</summary>
    public Func<string, (int Status, string Code)?> Refuse { get; init; } = _ => null;

    /// <summary>Starts one as its initializer says, listening on loopback.</summary>
    public static async Task<S3StandIn> StartAsync(
        Conditions onlyIfAbsent = Conditions.Obeyed,
        bool ranges = true,
        bool lists = true,
        bool garbles = false,
        Func<string, (int Status, string Code)?>? refuse = null
    )
    {
        var server = new S3StandIn
        {
            OnlyIfAbsent = onlyIfAbsent,
            Ranges = ranges,
            Lists = lists,
            Garbles = garbles,
            Refuse = refuse ?? (_ => null),
        };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        server._app = builder.Build();
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        server.Endpoint = new Uri(server._app.Urls.First());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var body = await BodyAsync(request);
        response.Headers["x-amz-request-id"] = Guid.NewGuid().ToString("N");
        var key = request.Path.Value!.TrimStart('/').Split('/', 2).ElementAtOrDefault(1) ?? "";
        if (Refuse(request.Method) is { } refusal)
        {
            response.StatusCode = refusal.Status;
            if (!HttpMethods.IsHead(request.Method))
                await WriteAsync(response, new XElement("Error", new XElement("Code", refusal.Code)));
            return;
        }
        switch (request.Method)
        {
            case "PUT":
                response.StatusCode = await PutAsync(key, body, request) ? 200 : 412;
                response.Headers.ETag = Tag(body);
                break;
            case "DELETE":
                _objects.TryRemove(key, out _);
                response.StatusCode = 204;
                break;
            case "GET" when key.Length == 0:
                await WriteAsync(response, Listing(request.Query["prefix"].ToString()));
                break;
            default:
                await GetAsync(key, request, response);
                break;
        }
    }

    private async Task<bool> PutAsync(string key, byte[] body, HttpRequest request)
    {
        var stored = new Stored(
            body,
            request
                .Headers.Where(h => h.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(h => h.Key, h => h.Value.ToString())
        );
        if (request.Headers.IfNoneMatch.Count > 0 && OnlyIfAbsent != Conditions.Ignored)
        {
            if (OnlyIfAbsent == Conditions.Obeyed)
                return _objects.TryAdd(key, stored);
            if (_objects.ContainsKey(key))
                return false;
            // Long enough for the others to look, too.
            await Task.Delay(300);
        }
        _objects[key] = stored;
        return true;
    }

    private async Task GetAsync(string key, HttpRequest request, HttpResponse response)
    {
        if (!_objects.TryGetValue(key, out var found))
        {
            response.StatusCode = 404;
            if (!HttpMethods.IsHead(request.Method))
                await WriteAsync(response, new XElement("Error", new XElement("Code", "NoSuchKey")));
            return;
        }
        foreach (var (name, value) in found.Metadata)
            response.Headers[name] = value;
        var from = 0;
        if (Ranges && request.GetTypedHeaders().Range?.Ranges.First().From is { } offset)
            (from, response.StatusCode) = ((int)offset, 206);
        response.Headers.ETag = Tag(found.Bytes);
        response.Headers.LastModified = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        response.ContentLength = found.Bytes.Length - from;
        if (HttpMethods.IsHead(request.Method))
            return;
        var bytes = found.Bytes[from..];
        if (Garbles)
            bytes[0] ^= 1;
        await response.Body.WriteAsync(bytes);
    }

    private XElement Listing(string prefix) =>
        new(
            "ListBucketResult",
            new XElement("IsTruncated", "false"),
            from o in _objects
            where Lists && o.Key.StartsWith(prefix, StringComparison.Ordinal)
            orderby o.Key
            select new XElement(
                "Contents",
                new XElement("Key", o.Key),
                new XElement("Size", o.Value.Bytes.Length),
                new XElement("ETag", Tag(o.Value.Bytes)),
                new XElement("LastModified", DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture))
            )
        );

    private static async Task WriteAsync(HttpResponse response, XElement xml)
    {
        response.ContentType = "application/xml";
        await response.WriteAsync(xml.ToString());
    }

#pragma warning disable CA5351 // The protocol says MD5.
    private static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"";
#pragma warning restore CA5351

    // Over plain HTTP clients send signed chunks: a line with the length in hexadecimal digits, the bytes, an empty line.
    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var all = new MemoryStream();
        await request.Body.CopyToAsync(all);
        var raw = all.ToArray();
        if (!request.Headers["x-amz-content-sha256"].ToString().StartsWith("STREAMING", StringComparison.Ordinal))
            return raw;
        using var body = new MemoryStream();
        for (var at = 0; ; )
        {
            var end = at + raw.AsSpan(at).IndexOf("\r\n"u8);
            var header = Encoding.ASCII.GetString(raw, at, end - at);
            var length = int.Parse(header.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
                return body.ToArray();
            body.Write(raw, end + 2, length);
            at = end + 2 + length + 2;
        }
    }
}
