using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Penstock.Crash.Tests;

/// <summary>A program that workflows change something in: it notes what each run asked for, and under which idempotency keys.</summary>
internal sealed class EffectServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _waits = [];
    private WebApplication _application = null!;

    /// <summary>The keys that came for each effect, <c>run/step</c>.</summary>
    public ConcurrentDictionary<string, ConcurrentDictionary<string, int>> Effects { get; } = [];

    public Uri Address { get; private set; } = null!;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.Urls.Add("http://127.0.0.1:0");
        _application.MapPost("/", TakeAsync);
        await _application.StartAsync();
        Address = new Uri(_application.Urls.First());
    }

    /// <summary>Ends when so many different effects have happened.</summary>
    public Task ReachAsync(int count)
    {
        var wait = _waits.GetOrAdd(
            count,
            _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        Tell();
        return wait.Task;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body);
        var keys = Effects.GetOrAdd($"{body!["run"]}/{body["step"]}", _ => []);
        keys.AddOrUpdate(context.Request.Headers["Idempotency-Key"].ToString(), 1, (_, times) => times + 1);
        Tell();
    }

    private void Tell()
    {
        foreach (var (count, wait) in _waits)
        {
            if (Effects.Count >= count)
                wait.TrySetResult();
        }
    }
}
