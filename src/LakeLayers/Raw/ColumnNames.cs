using System.IO.Hashing;
using System.Text;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// The columns of fields. A field's column has its name; SQL's names are blind to case, so of fields that differ only in it,
/// the one whose
/// column is there keeps its name, else the first in the order of code points; the others have <c>_</c> and eight hex digits
/// behind
/// theirs (XXH32 of the name). So has a field without a name. One that is named like a provenance column has <c>_</c> behind
/// its name.
/// </summary>
internal static class ColumnNames
{
    private static readonly string[] Provenance =
    [
        "_source_uri",
        "_source_position",
        "_landing_key",
        "_run_id",
        "_ingested_at",
        "_row_hash",
    ];

    public static bool IsProvenance(string name) => Provenance.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The column of each field.</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<string> fields, IEnumerable<string> existing)
    {
        var known = existing.ToHashSet(StringComparer.Ordinal);
        var taken = known.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields.Order(StringComparer.Ordinal))
        {
            var plain = Plain(field);
            var column = plain is not null && (known.Contains(plain) || taken.Add(plain)) ? plain : Marked(field);
            taken.Add(column);
            columns[field] = column;
        }
        return columns;
    }

    // A field with the name that a field named like provenance gets would be taken for it.
    private static string? Plain(string field) =>
        field.Length == 0 || (field[^1] == '_' && IsProvenance(field[..^1])) ? null
        : IsProvenance(field) ? field + "_"
        : field;

    private static string Marked(string field) => $"{field}_{XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(field)):x8}";
}
