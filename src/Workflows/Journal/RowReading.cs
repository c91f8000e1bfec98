using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Journal;

/// <summary>Reads rows, and columns that may be null or hold JSON.</summary>
internal static class RowReading
{
    public static string? Text(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static Guid? Uuid(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetGuid(column);

    public static DateTimeOffset? Instant(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    public static JsonObject Object(this NpgsqlDataReader row, int column) =>
        JsonNode.Parse(row.GetString(column))!.AsObject();

    public static T? Json<T>(this NpgsqlDataReader row, int column)
        where T : class =>
        row.IsDBNull(column) ? null : JsonSerializer.Deserialize<T>(row.GetString(column), ValueConverter.Json);

    /// <summary>All rows of a command.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlCommand command,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
