using System.Threading.Channels;

namespace Penstock.Server.Logs;

/// <summary>
/// Lines between whoever logs and the database. When the database lags, the oldest waiting lines go: logging never waits.
/// </summary>
internal sealed class RunLogQueue
{
    private readonly Channel<PendingLine> _channel = Channel.CreateBounded<PendingLine>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
    );

    public void Add(PendingLine line) => _channel.Writer.TryWrite(line);

    public async Task<IReadOnlyList<PendingLine>> TakeAsync(CancellationToken cancellationToken)
    {
        await _channel.Reader.WaitToReadAsync(cancellationToken);
        List<PendingLine> lines = [];
        while (lines.Count < 500 && _channel.Reader.TryRead(out var line))
            lines.Add(line);
        return lines;
    }
}
