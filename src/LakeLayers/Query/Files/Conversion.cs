using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.Iceberg;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;

namespace Penstock.LakeLayers.Query.Files;

/// <summary>
/// Reads plain values of files as the table's type, where that loses nothing: the format's promotions, and the forms in which
/// writers store one type.
/// </summary>
internal static partial class Conversion
{
    private static readonly string[] UpToInt = ["TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT"],
        Times = ["TIME", "TIME_NS"],
        Timestamps = ["TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP WITH TIME ZONE"];

    /// <summary>The value in the table's type.</summary>
    /// <param name="value">The value, in SQL.</param>
    /// <param name="from">The file's type, in DuckDB's words.</param>
    /// <param name="to">The table's type.</param>
    /// <exception cref="IcebergFormatException">The one cannot be read as the other.</exception>
    public static string Of(string value, string from, PrimitiveType to)
    {
        if (from == ColumnTypes.Sql(to))
            return value;
        return (to.Name, from) switch
        {
            ("string", "BLOB") => $"decode({value})",
            ("binary", "VARCHAR") => $"encode({value})",
            ("uuid", "BLOB") => $"hex({value})::UUID",
            _ when Casts(from, to) => $"{value}::{ColumnTypes.Sql(to)}",
            _ => throw new IcebergFormatException($"the file has it as {from}, the table as {to.Name}"),
        };
    }

    private static bool Casts(string from, PrimitiveType to) =>
        to.Name switch
        {
            "int" => UpToInt.Contains(from),
            "long" => UpToInt.Contains(from) || from is "UINTEGER",
            "double" => from == "FLOAT",
            "time" => Times.Contains(from),
            // Without a zone or with one: some writers mark them otherwise than the table does, and all mean UTC.
            "timestamp" or "timestamptz" => Timestamps.Contains(from) || from == "DATE",
            "timestamp_ns" => from is "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "DATE",
            "string" => from is "JSON" or "VARCHAR" || from.StartsWith("ENUM", StringComparison.Ordinal),
            _ when to.Decimal is { } wide && DecimalForm().Match(from) is { Success: true } m => Number(m, 2)
                == wide.Scale
                && Number(m, 1) <= wide.Precision,
            _ => false,
        };

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^DECIMAL\((\d+),(\d+)\)$")]
    private static partial Regex DecimalForm();
}
