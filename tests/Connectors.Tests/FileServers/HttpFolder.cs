using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>A web server over a folder: index pages, ranges, ETags, Basic login.</summary>
internal sealed class HttpFolder(string folder, string user, string password) : IAsyncDisposable
{
    private WebApplication _app = null!;

    public int Port { get; private set; }

    public static async Task<HttpFolder> StartAsync(string folder, string user, string password)
    {
        var server = new HttpFolder(folder, user, password);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        server._app = builder.Build();
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        server.Port = new Uri(server._app.Urls.First()).Port;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        if (context.Request.Headers.Authorization != expected)
            return Results.StatusCode(401).ExecuteAsync(context);
        var path = Path.GetFullPath(folder + Uri.UnescapeDataString(context.Request.Path.ToUriComponent()));
        if (Directory.Exists(path))
            return Results.Content(Index(path), "text/html; charset=utf-8").ExecuteAsync(context);
        var file = new FileInfo(path);
        if (!file.Exists)
            return Results.NotFound().ExecuteAsync(context);
        var time = new DateTimeOffset(
            file.LastWriteTimeUtc.AddTicks(-(file.LastWriteTimeUtc.Ticks % TimeSpan.TicksPerSecond))
        );
        return Results
            .File(
                path,
                lastModified: time,
                entityTag: new($"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\""),
                enableRangeProcessing: true
            )
            .ExecuteAsync(context);
    }

    private static string Index(string path)
    {
        var links = new DirectoryInfo(path)
            .EnumerateFileSystemInfos()
            .Select(e =>
            {
                var href = Uri.EscapeDataString(e.Name) + (e is DirectoryInfo ? "/" : "");
                return $"<li><a class=x href=\"{WebUtility.HtmlEncode(href)}\">{WebUtility.HtmlEncode(e.Name)}</a></li>";
            });
        return $"<html><body><a href=\"?C=N;O=D\">Name</a> <a href=\"../\">Parent</a> <a href='http://example.org/x.pdf'>x</a><ul>{string.Concat(links)}</ul></body></html>";
    }
}
