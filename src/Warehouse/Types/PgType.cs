namespace Penstock.Warehouse.Types;

/// <summary>A PostgreSQL type that the warehouse can be loaded with.</summary>
/// <param name="Name">As PostgreSQL's <c>format_type</c> writes it, for instance <c>numeric(12,2)</c> or <c>timestamp without
/// time zone</c>.</param>
/// <param name="Kind">How its values are written.</param>
/// <param name="DuckDbType">The type that DuckDB's value is cast to before it is written, for instance
/// <c>DECIMAL(12,2)</c>.</param>
/// <param name="Scale">Digits after the decimal point, for <see cref="PgKind.Numeric"/>.</param>
/// <param name="Precision">All digits, for <see cref="PgKind.Numeric"/>: it decides how wide DuckDB stores the value.</param>
public sealed record PgType(string Name, PgKind Kind, string DuckDbType, int Scale = 0, int Precision = 0)
{
    /// <summary>Surrogate keys.</summary>
    public static PgType BigInt { get; } = new("bigint", PgKind.Int8, "BIGINT");

    /// <summary>Whether the type can be (part of) a key: its equality means the same in DuckDB and in PostgreSQL.</summary>
    public bool CanBeKey => Kind is not (PgKind.Float4 or PgKind.Float8 or PgKind.Jsonb or PgKind.Bytea);
}
