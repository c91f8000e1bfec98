using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Penstock.Testing;

/// <summary>An OpenLineage server as clients see it: it takes events at one address and answers as the test says.</summary>
public sealed class LineageServer : IAsyncDisposable
{
    private readonly Func<JsonNode, int> _answer;
    private readonly ConcurrentQueue<JsonNode> _accepted = new();
    private readonly ConcurrentQueue<string> _authorizations = new();
    private WebApplication _app = null!;
    private int _requests;

    private LineageServer(Func<JsonNode, int> answer) => _answer = answer;

    /// <summary>The address for <c>lineage.url</c>.</summary>
    public string Url { get; private set; } = null!;

    /// <summary>The events answered with 201, in the order of their arrival.</summary>
    public IReadOnlyList<JsonNode> Accepted => [.. _accepted];

    /// <summary>The Authorization header of each request.</summary>
    public IReadOnlyList<string> Authorizations => [.. _authorizations];

    /// <summary>Requests so far.</summary>
    public int Requests => _requests;

    /// <param name="answer">The status for an event; 201 for each when null.</param>
    public static async Task<LineageServer> StartAsync(Func<JsonNode, int>? answer = null)
    {
        var server = new LineageServer(answer ?? (_ => StatusCodes.Status201Created));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        server._app = builder.Build();
        server._app.MapPost("/api/v1/lineage", server.TakeAsync);
        await server._app.StartAsync();
        server.Url = server._app.Urls.First() + "/api/v1/lineage";
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        _authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        var posted = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        context.Response.StatusCode = _answer(posted);
        if (context.Response.StatusCode == StatusCodes.Status201Created)
            _accepted.Enqueue(posted);
        else
            await context.Response.WriteAsync($"no, {context.Request.Headers.Authorization}", context.RequestAborted);
    }
}
