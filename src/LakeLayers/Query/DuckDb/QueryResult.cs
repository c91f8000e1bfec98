using DuckDB.NET.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>One result. It must be destroyed also when the query failed.</summary>
internal sealed class QueryResult : IDisposable
{
    private DuckDBResult _native;
    private bool _isDestroyed;

    public ref DuckDBResult Native => ref _native;

    public string? Error => NativeMethods.Query.DuckDBResultError(ref _native);

    public void Dispose()
    {
        if (_isDestroyed)
            return;
        _isDestroyed = true;
        NativeMethods.Query.DuckDBDestroyResult(ref _native);
    }
}
