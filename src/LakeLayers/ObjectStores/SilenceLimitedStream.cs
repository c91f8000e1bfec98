using System.Diagnostics;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// A connection that breaks when somebody waits for it and nothing goes through in either direction for too long. How long the
/// whole takes does not matter: a slow server that still sends is left alone, a firewall that forgot the connection is noticed.
/// </summary>
internal sealed class SilenceLimitedStream : Stream
{
    private readonly Stream _connection;
    private readonly TimeSpan _limit;
    private readonly Timer _timer;
    private long _lastActivity = Stopwatch.GetTimestamp();
    private int _waits;
    private volatile bool _brokeSilent;

    /// <param name="connection">The connection; it is closed with this stream.</param>
    /// <param name="limit">How long nothing may happen; it is noticed at most a quarter later.</param>
    public SilenceLimitedStream(Stream connection, TimeSpan limit)
    {
        (_connection, _limit) = (connection, limit);
        var often = limit / 4;
        _timer = new Timer(static s => ((SilenceLimitedStream)s!).Look(), this, often, often);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Begin();
        try
        {
            return await _connection.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (_brokeSilent)
        {
            throw Silent(e);
        }
        finally
        {
            End();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        Begin();
        try
        {
            await _connection.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (_brokeSilent)
        {
            throw Silent(e);
        }
        finally
        {
            End();
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Flush() => _connection.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _connection.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _timer.Dispose();
            _connection.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Begin()
    {
        Interlocked.Increment(ref _waits);
        Touch();
    }

    private void End()
    {
        Touch();
        Interlocked.Decrement(ref _waits);
    }

    private void Touch() => Volatile.Write(ref _lastActivity, Stopwatch.GetTimestamp());

    private void Look()
    {
        if (Volatile.Read(ref _waits) == 0 || Stopwatch.GetElapsedTime(Volatile.Read(ref _lastActivity)) < _limit)
            return;
        _brokeSilent = true;
        _connection.Dispose();
    }

    private IOException Silent(Exception e) => new($"nothing was heard for {_limit.TotalSeconds:0.#} seconds", e);
}
