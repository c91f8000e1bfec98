using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Journal;

/// <summary>Positional parameters of the types that the journal has.</summary>
internal static class Parameters
{
    public static NpgsqlParameterCollection With(
        this NpgsqlParameterCollection parameters,
        object? value,
        NpgsqlDbType type
    )
    {
        parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return parameters;
    }

    public static NpgsqlParameterCollection Uuid(this NpgsqlParameterCollection parameters, Guid? value) =>
        parameters.With(value, NpgsqlDbType.Uuid);

    public static NpgsqlParameterCollection Text(this NpgsqlParameterCollection parameters, string? value) =>
        parameters.With(value?.Replace("\0", "\uFFFD", StringComparison.Ordinal), NpgsqlDbType.Text);

    public static NpgsqlParameterCollection Int(this NpgsqlParameterCollection parameters, int value) =>
        parameters.With(value, NpgsqlDbType.Integer);

    public static NpgsqlParameterCollection Instant(this NpgsqlParameterCollection parameters, DateTimeOffset? value) =>
        parameters.With(value?.UtcDateTime, NpgsqlDbType.TimestampTz);

    public static NpgsqlParameterCollection Json(this NpgsqlParameterCollection parameters, object? value) =>
        parameters.With(
            value is null
                ? null
                : JsonSerializer
                    .Serialize(value, ValueConverter.Json)
                    .Replace("\\u0000", "\\uFFFD", StringComparison.Ordinal),
            NpgsqlDbType.Jsonb
        );
}
