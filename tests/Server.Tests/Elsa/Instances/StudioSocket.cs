using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Penstock.Server.Tests.Elsa.Instances;

/// <summary>SignalR's JSON protocol by hand, as Studio's client speaks it: each message ends with the record separator U+001E.</summary>
internal sealed class StudioSocket : IAsyncDisposable
{
    private const char End = '\u001e';
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonNode> _messages = [];
    private string _rest = "";

    public static async Task<StudioSocket> ConnectAsync(TestServer server, HttpClient client, string? token = null)
    {
        var socket = new StudioSocket();
        foreach (var name in new[] { "Cookie", "Origin", "Authorization" })
            if (client.DefaultRequestHeaders.TryGetValues(name, out var values))
                socket._socket.Options.SetRequestHeader(name, values.First());
        var query = token is null ? "" : $"?access_token={token}";
        await socket._socket.ConnectAsync(
            new UriBuilder(server.Address)
            {
                Scheme = "ws",
                Path = "/elsa/hubs/workflow-instance",
                Query = query,
            }.Uri,
            Limit()
        );
        await socket.SendAsync("""{"protocol":"json","version":1}""");
        await socket.ReadAsync();
        return socket;
    }

    public Task ObserveAsync(string run) =>
        SendAsync($$"""{"type":1,"target":"ObserveInstanceAsync","arguments":["{{run}}"]}""");

    /// <summary>The first argument of the next call of that method that fits; other messages are skipped.</summary>
    public async Task<JsonNode> NextAsync(string target, Func<JsonNode, bool>? fits = null)
    {
        while (true)
        {
            var message = await ReadAsync();
            if (
                (string?)message["target"] == target
                && message["arguments"]![0]! is { } argument
                && fits?.Invoke(argument) != false
            )
                return argument;
        }
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Cut() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task SendAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, true, Limit());

    private async Task<JsonNode> ReadAsync()
    {
        var buffer = new byte[65_536];
        while (_messages.Count == 0)
        {
            var part = await _socket.ReceiveAsync(buffer, Limit());
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            _rest += Encoding.UTF8.GetString(buffer, 0, part.Count);
            for (int at; (at = _rest.IndexOf(End, StringComparison.Ordinal)) >= 0; _rest = _rest[(at + 1)..])
                _messages.Enqueue(JsonNode.Parse(_rest[..at])!);
        }
        return _messages.Dequeue();
    }

    private static CancellationToken Limit() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
}
