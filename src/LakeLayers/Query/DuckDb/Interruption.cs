using DuckDB.NET.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// Interrupts the connection when a token is cancelled, and again every few milliseconds until the call has returned: an
/// interrupt
/// that arrives just before the query starts is forgotten by DuckDB.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DuckDBNativeConnection _connection;
    private readonly CancellationTokenRegistration _registration;
    private Timer? _timer;
    private bool _disposed;

    public Interruption(DuckDBNativeConnection connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        _registration = cancellationToken.Register(Start);
    }

    public void Dispose()
    {
        _registration.Dispose();
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private void Start()
    {
        lock (_gate)
        {
            if (!_disposed)
                _timer = new Timer(_ => Strike(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
        }
    }

    private void Strike()
    {
        lock (_gate)
        {
            if (!_disposed)
                NativeMethods.Startup.DuckDBInterrupt(_connection);
        }
    }
}
