using Npgsql;

namespace Penstock.Core.Metadata;

/// <summary>
/// One PostgreSQL transaction that several parts of Penstock write into; disposed without commit it rolls back.
/// </summary>
public sealed class MetadataTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>The connection; commands created on it run inside the transaction.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>The transaction, for Dapper calls.</summary>
    public NpgsqlTransaction Transaction { get; } = transaction;

    /// <summary>Makes everything written through this object visible at once.</summary>
    public Task CommitAsync(CancellationToken cancellationToken = default) =>
        Transaction.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
