using Penstock.Workflows.Activities.Http;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Triggers;

namespace Penstock.Server.Http;

/// <summary>
/// The endpoints of the published workflows, read anew when something was published here and every few seconds for other servers'
/// sake; and those of the runs that wait, which are looked up for each request.
/// </summary>
internal sealed class HttpRouteTable(TriggerStore triggers, IWorkflowJournal journal, TimeProvider time)
    : IDefinitionListener,
        IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile IReadOnlyList<(StoredTrigger Trigger, HttpEndpointTrigger Endpoint)>? _endpoints;
    private DateTimeOffset _readAt;

    public Task PublicationsChangedAsync(CancellationToken cancellationToken)
    {
        _endpoints = null;
        return Task.CompletedTask;
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Where a request leads; null when nowhere. A run that waits comes before a workflow that starts.</summary>
    public async Task<HttpRoute?> FindAsync(string path, string method, CancellationToken cancellationToken)
    {
        method = method.ToLowerInvariant();
        foreach (var (trigger, endpoint) in await EndpointsAsync(cancellationToken))
        {
            if (endpoint.Method != method || HttpPaths.Match(endpoint.Path, path) is not { } values)
                continue;
            return await WaitingAsync(endpoint.Path, method, values, cancellationToken)
                ?? new HttpRoute(endpoint.Path, endpoint.Rules, trigger, null, values);
        }
        return await WaitingAsync(HttpPaths.Normal(path), method, [], cancellationToken)
            ?? await WaitingTemplateAsync(path, method, cancellationToken);
    }

    private async Task<HttpRoute?> WaitingAsync(
        string template,
        string method,
        Dictionary<string, object> values,
        CancellationToken cancellationToken
    )
    {
        var hash = BookmarkHash.Of(TriggerNames.HttpEndpoint, new HttpEndpointStimulus(template, method));
        var found = await journal.FindBookmarksAsync(
            new BookmarkFilter { Name = TriggerNames.HttpEndpoint, Hash = hash },
            cancellationToken
        );
        return found.Count == 0 ? null : Route(found[0], template, values);
    }

    private async Task<HttpRoute?> WaitingTemplateAsync(string path, string method, CancellationToken cancellationToken)
    {
        foreach (
            var bookmark in await journal.FindBookmarksAsync(
                new BookmarkFilter { Name = TriggerNames.HttpEndpoint },
                cancellationToken
            )
        )
        {
            if (
                bookmark.PayloadAs<HttpEndpointStimulus>() is { } stimulus
                && stimulus.Method == method
                && HttpPaths.Match(stimulus.Path, path) is { } values
            )
                return Route(bookmark, stimulus.Path, values);
        }
        return null;
    }

    private static HttpRoute Route(Bookmark bookmark, string template, Dictionary<string, object> values) =>
        new(template, bookmark.MetadataAs<HttpEndpointRules>() ?? new(), null, bookmark, values);

    private async Task<IReadOnlyList<(StoredTrigger Trigger, HttpEndpointTrigger Endpoint)>> EndpointsAsync(
        CancellationToken cancellationToken
    )
    {
        if (_endpoints is { } known && time.GetUtcNow() - _readAt < Freshness)
            return known;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_endpoints is { } fresh && time.GetUtcNow() - _readAt < Freshness)
                return fresh;
            _readAt = time.GetUtcNow();
            return _endpoints = [
                .. (await triggers.ListAsync([TriggerNames.HttpEndpoint], cancellationToken))
                    .Select(t => (t, t.PayloadAs<HttpEndpointTrigger>()!))
                    .OrderBy(e => HttpPaths.SortKey(e.Item2.Path), StringComparer.Ordinal),
            ];
        }
        finally
        {
            _gate.Release();
        }
    }
}
