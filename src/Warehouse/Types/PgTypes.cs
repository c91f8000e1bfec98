using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Warehouse.Types;

/// <summary>Finds the PostgreSQL type for a declaration in a schema file or for a DuckDB column.</summary>
public static partial class PgTypes
{
    private static readonly Dictionary<string, PgType> Declared = new(StringComparer.OrdinalIgnoreCase)
    {
        ["boolean"] = new("boolean", PgKind.Boolean, "BOOLEAN"),
        ["smallint"] = new("smallint", PgKind.Int2, "SMALLINT"),
        ["integer"] = new("integer", PgKind.Int4, "INTEGER"),
        ["bigint"] = PgType.BigInt,
        ["real"] = new("real", PgKind.Float4, "FLOAT"),
        ["double precision"] = new("double precision", PgKind.Float8, "DOUBLE"),
        ["text"] = new("text", PgKind.Text, "VARCHAR"),
        ["jsonb"] = new("jsonb", PgKind.Jsonb, "VARCHAR"),
        ["bytea"] = new("bytea", PgKind.Bytea, "BLOB"),
        ["date"] = new("date", PgKind.Date, "DATE"),
        ["time"] = new("time without time zone", PgKind.Time, "TIME"),
        ["timestamp"] = new("timestamp without time zone", PgKind.Timestamp, "TIMESTAMP"),
        ["timestamptz"] = new("timestamp with time zone", PgKind.Timestamp, "TIMESTAMP WITH TIME ZONE"),
        ["uuid"] = new("uuid", PgKind.Uuid, "UUID"),
    };

    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bool"] = "boolean",
        ["int2"] = "smallint",
        ["int4"] = "integer",
        ["int"] = "integer",
        ["int8"] = "bigint",
        ["float4"] = "real",
        ["float8"] = "double precision",
        ["varchar"] = "text",
        ["character varying"] = "text",
        ["timestamp without time zone"] = "timestamp",
        ["timestamp with time zone"] = "timestamptz",
        ["time without time zone"] = "time",
    };

    // DuckDB's names (https://duckdb.org/docs/stable/sql/data_types/overview) for what PostgreSQL has no type of the same width.
    private static readonly Dictionary<string, string> FromDuckDb = new(StringComparer.OrdinalIgnoreCase)
    {
        ["TINYINT"] = "smallint",
        ["UTINYINT"] = "smallint",
        ["USMALLINT"] = "integer",
        ["UINTEGER"] = "bigint",
        ["UBIGINT"] = "numeric(20,0)",
        ["HUGEINT"] = "numeric(38,0)",
        ["FLOAT"] = "real",
        ["DOUBLE"] = "double precision",
        ["BLOB"] = "bytea",
        ["JSON"] = "jsonb",
        ["TIMESTAMP_S"] = "timestamp",
        ["TIMESTAMP_MS"] = "timestamp",
        ["TIMESTAMP_NS"] = "timestamp",
    };

    /// <summary>The names a schema file may use, for messages.</summary>
    public static string Known { get; } = string.Join(", ", Declared.Keys.Append("numeric(p,s)").Append("varchar(n)"));

    /// <summary>
    /// Reads a declared type such as <c>numeric(12,2)</c>, <c>varchar(20)</c> or <c>timestamptz</c>; null when it is none we
    /// load.
    /// </summary>
    public static PgType? Parse(string text)
    {
        var name = Spaces().Replace(text.Trim(), " ");
        if (Synonyms.TryGetValue(name, out var plain))
            name = plain;
        if (Declared.TryGetValue(name, out var type))
            return type;
        if (Numeric().Match(name) is { Success: true } n)
            return ToNumeric(Number(n.Groups[1]), n.Groups[2].Success ? Number(n.Groups[2]) : 0);
        if (Varchar().Match(name) is { Success: true } v && Number(v.Groups[1]) is > 0 and var length)
            return new($"character varying({length})", PgKind.Text, "VARCHAR");
        return null;
    }

    /// <summary>The PostgreSQL type that holds every value of a DuckDB column; null for nested and unusual types.</summary>
    public static PgType? Infer(string duckDbType)
    {
        if (duckDbType.StartsWith("DECIMAL(", StringComparison.OrdinalIgnoreCase))
            return Parse("numeric" + duckDbType[7..]);
        if (duckDbType.StartsWith("ENUM(", StringComparison.OrdinalIgnoreCase))
            return Declared["text"];
        return Parse(FromDuckDb.GetValueOrDefault(duckDbType, duckDbType));
    }

    private static PgType? ToNumeric(int precision, int scale) =>
        precision is < 1 or > 38 || scale > precision
            ? null
            : new($"numeric({precision},{scale})", PgKind.Numeric, $"DECIMAL({precision},{scale})", scale, precision);

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?:numeric|decimal) ?\( ?(\d{1,3}) ?(?:, ?(\d{1,3}) ?)?\)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Numeric();

    [GeneratedRegex(
        @"^(?:varchar|character varying) ?\( ?(\d{1,8}) ?\)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Varchar();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
