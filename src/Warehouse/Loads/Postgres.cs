using Npgsql;
using Penstock.Core.Metadata;

namespace Penstock.Warehouse.Loads;

/// <summary>
/// Statements of a load: they take as long as they take, as long as the server works at them (the token ends them).
/// </summary>
internal static class Postgres
{
    /// <summary>Runs one or more statements and returns the rows they changed.</summary>
    public static async Task<long> ExecuteAsync(
        this NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await PostgresSilence.WaitAsync(connection, command.ExecuteNonQueryAsync, cancellationToken);
    }

    /// <summary>The one number that a query gives; 0 for NULL.</summary>
    public static async Task<long> NumberAsync(
        this NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await PostgresSilence.WaitAsync(connection, command.ExecuteScalarAsync, cancellationToken) is long number
            ? number
            : 0;
    }
}
