using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Iceberg.Schemas;

/// <summary>A type without fields.</summary>
/// <param name="Name">
/// As the format writes it: <c>boolean</c>, <c>int</c>, <c>long</c>, <c>float</c>, <c>double</c>, <c>decimal(P,S)</c>,
/// <c>date</c>, <c>time</c>,
/// <c>timestamp</c>, <c>timestamptz</c>, <c>timestamp_ns</c>, <c>timestamptz_ns</c>, <c>string</c>, <c>uuid</c>,
/// <c>fixed[L]</c>, <c>binary</c>.
/// </param>
public sealed partial record PrimitiveType(string Name) : IcebergType
{
    private static readonly HashSet<string> Plain =
    [
        "boolean",
        "int",
        "long",
        "float",
        "double",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "timestamp_ns",
        "timestamptz_ns",
        "string",
        "uuid",
        "binary",
    ];

    /// <inheritdoc/>
    public override IEnumerable<int> Ids => [];

    /// <summary>Precision and scale of a decimal, or null.</summary>
    public (int Precision, int Scale)? Decimal =>
        DecimalForm().Match(Name) is { Success: true } m ? (Number(m, 1), Number(m, 2)) : null;

    /// <summary>The bytes of a <c>fixed</c>, or null.</summary>
    public int? FixedLength => FixedForm().Match(Name) is { Success: true } m ? Number(m, 1) : null;

    /// <summary>Reads a type's name; blanks within it do not count.</summary>
    /// <exception cref="IcebergFormatException">The type is not known here.</exception>
    public static PrimitiveType Parse(string name)
    {
        var type = new PrimitiveType(name.Replace(" ", "", StringComparison.Ordinal));
        var isKnown =
            Plain.Contains(type.Name)
            || type.FixedLength is > 0
            || type.Decimal is { Precision: >= 1 and <= 38 } d && d.Scale <= d.Precision;
        return isKnown ? type : throw new IcebergFormatException($"the type '{name}' is not read here");
    }

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^decimal\((\d{1,2}),(\d{1,2})\)$")]
    private static partial Regex DecimalForm();

    [GeneratedRegex(@"^fixed\[(\d{1,7})\]$")]
    private static partial Regex FixedForm();
}
