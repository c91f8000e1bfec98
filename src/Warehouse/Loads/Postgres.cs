using Npgsql;

namespace Penstock.Warehouse.Loads;

/// <summary>
/// Statements of a load: they take as long as they take (the token ends them), so there is no command time-out.
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
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The one number that a query gives; 0 for NULL.</summary>
    public static async Task<long> NumberAsync(
        this NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(cancellationToken) is long number ? number : 0;
    }
}
