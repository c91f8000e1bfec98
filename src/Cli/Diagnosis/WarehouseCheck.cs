using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;

namespace Penstock.Cli.Diagnosis;

/// <summary>Whether the warehouse takes what a load does to it.</summary>
internal static class WarehouseCheck
{
    /// <summary>Reaches the database and asks whether its role may make the schemas of data products.</summary>
    /// <returns>The database's name.</returns>
    public static async Task<string> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var warehouse = NpgsqlDataSource.Create(connectionString);
        await using var command = warehouse.CreateCommand(
            "SELECT current_database(), current_user, has_database_privilege(current_database(), 'CREATE')"
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (database, role) = (reader.GetString(0), reader.GetString(1));
        return reader.GetBoolean(2)
            ? $"database {database}"
            : throw new PenstockException(
                "The role may not create schemas in the warehouse",
                $"role {role}, database {database}",
                "Nothing was changed",
                $"GRANT CREATE ON DATABASE {Sql.Identifier(database)} TO {Sql.Identifier(role)}, as the database's owner"
            );
    }
}
