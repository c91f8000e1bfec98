namespace Penstock.LakeLayers.Raw;

/// <summary>SQL that makes typed values of extended JSON (MongoDB Extended JSON v2, relaxed and canonical).</summary>
internal static class Scalars
{
    /// <summary>In the message of the error that <see cref="Exact"/> raises.</summary>
    public const string InexactDecimal = "a decimal does not fit DECIMAL(38,10)";

    /// <summary><c>$date</c>: ISO 8601 text, or milliseconds since 1970 as a number, possibly wrapped in <c>$numberLong</c>.</summary>
    public static string Instant(string x) =>
        $"CASE WHEN starts_with({x}, '{{') THEN epoch_ms(({x}::JSON ->> '$.\"$numberLong\"')::BIGINT)::TIMESTAMPTZ "
        + $"WHEN regexp_full_match({x}, '-?[0-9]{{5,}}') THEN epoch_ms({x}::BIGINT)::TIMESTAMPTZ ELSE {x}::TIMESTAMPTZ END";

    /// <summary><c>$numberDecimal</c>: exact, or an error.</summary>
    public static string Exact(string x, string target) =>
        target != RawType.Exact
            ? x
            : $"CASE WHEN {x} IS NULL THEN NULL WHEN regexp_full_match({x}, '[+-]?[0-9]{{1,28}}([.][0-9]{{0,10}})?') THEN {x}::{RawType.Exact} "
                + $"ELSE error('{InexactDecimal}') END";

    /// <summary>A value of any kind, as a scalar type. Kinds that have none become their JSON text, where the target is text.</summary>
    public static string Unwrap(string x, string target)
    {
        var inner =
            $"CASE json_type({x}) WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN coalesce({Wrapped(x)}, {x}::VARCHAR) WHEN 'ARRAY' THEN {x}::VARCHAR ELSE {x} ->> '$' END";
        return target switch
        {
            RawType.Text => inner,
            RawType.Instant => Instant($"({inner})"),
            RawType.Exact => Exact($"({inner})", target),
            "BLOB" => $"from_base64({x} ->> '$.\"$binary\".base64')",
            _ => $"({inner})::{target}",
        };
    }

    private static string Wrapped(string x) =>
        string.Join(
            ", ",
            new[] { "$oid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$symbol", "$date" }.Select(
                k => $"{x} ->> '$.\"{k}\"'"
            )
        );
}
