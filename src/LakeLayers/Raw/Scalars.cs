namespace Penstock.LakeLayers.Raw;

/// <summary>SQL that makes typed values of extended JSON (MongoDB Extended JSON v2, relaxed and canonical), or an error of
/// what a column does not hold.</summary>
internal static class Scalars
{
    /// <summary><c>$date</c>: ISO 8601 text, or milliseconds since 1970 as a number, possibly wrapped in
    /// <c>$numberLong</c>.</summary>
    public static string Instant(string x) =>
        $"CASE WHEN starts_with({x}, '{{') THEN {Milliseconds($"({x}::JSON ->> '$.\"$numberLong\"')::BIGINT")} "
        + $"WHEN regexp_full_match({x}, '-?[0-9]{{5,}}') THEN {Milliseconds($"{x}::BIGINT")} ELSE {x}::TIMESTAMPTZ END";

    /// <summary><c>$numberDecimal</c>: exact.</summary>
    public static string Exact(string x) =>
        $"CASE WHEN {x} IS NULL THEN NULL WHEN regexp_full_match({x}, '[+-]?[0-9]{{1,28}}([.][0-9]{{0,10}})?') "
        + $"THEN {x}::{RawType.Exact} "
        + "ELSE error('a decimal does not fit') END";

    private static string Milliseconds(string number) =>
        $"CASE WHEN {number} BETWEEN {ExtendedJson.FirstMoment} AND {ExtendedJson.LastMoment} "
        + $"THEN epoch_ms({number})::TIMESTAMPTZ ELSE error('a date is out of range') END";
}
