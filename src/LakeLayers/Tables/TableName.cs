using System.Text.Json.Serialization;
using Penstock.Core.Errors;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>A table of the lake: its zone (<c>raw</c>, <c>refined</c>, <c>presentation</c>, <c>quarantine</c>) and its
/// name.</summary>
[JsonConverter(typeof(TableNameConverter))]
public readonly record struct TableName(string Zone, string Name)
{
    /// <summary>The zones that hold tables; landing holds objects.</summary>
    public static IReadOnlyList<string> Zones { get; } = ["raw", "refined", "presentation", "quarantine"];

    /// <summary>Reads <c>zone.name</c>; both parts are lower-case letters, digits and underscores, the first a letter, at
    /// most 63 characters.</summary>
    /// <exception cref="UsageException">The text is no table name.</exception>
    public static TableName Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 2 || !Zones.Contains(parts[0]) || !IsName(parts[1]))
            throw new UsageException(
                "Not a table of the lake (expected zone.name, for instance raw.transactions)",
                text,
                "penstock zones ls"
            );
        return new TableName(parts[0], parts[1]);
    }

    /// <summary>The dataset's name in lineage.</summary>
    public DatasetRef Dataset => DatasetRef.Lake(Zone, Name);

    /// <summary>The table that keeps this table's refused rows.</summary>
    public TableName Quarantine => new("quarantine", $"{Zone}__{Name}");

    /// <summary>For a table of refused rows, the table that they were kept out of; itself for a table that others made in
    /// that zone.</summary>
    public TableName Origin
    {
        get
        {
            // No zone has an underscore in its name, so the first two are the border, whatever the table is called.
            var border = Name.IndexOf("__", StringComparison.Ordinal);
            return Zone == "quarantine" && border > 0 && Zones.Contains(Name[..border]) && border + 2 < Name.Length
                ? new TableName(Name[..border], Name[(border + 2)..])
                : this;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Zone}.{Name}";

    private static bool IsName(string s) =>
        s.Length is > 0 and <= 63
        && char.IsAsciiLetterLower(s[0])
        && s.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
