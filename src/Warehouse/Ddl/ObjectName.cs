using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Penstock.Warehouse.Ddl;

/// <summary>
/// Names of constraints and indexes: readable, the same at every load, and within the 63 bytes that PostgreSQL keeps.
/// </summary>
internal static class ObjectName
{
    private const int Longest = 63;

    public static string PrimaryKey(string table) => Join(table, "pkey");

    public static string NaturalKey(string table) => Join(table, "natural_key");

    public static string ForeignKey(string table, string column) => Join(table, column, "fkey");

    public static string Index(string table, IEnumerable<string> columns) => Join([table, .. columns, "idx"]);

    private static string Join(params string[] parts)
    {
        var name = string.Join('_', parts);
        if (Encoding.UTF8.GetByteCount(name) <= Longest)
            return name;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))))[..8];
        var kept = new StringBuilder();
        var bytes = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > Longest - 9)
                break;
            kept.Append(rune.ToString());
        }
        return string.Create(CultureInfo.InvariantCulture, $"{kept}_{hash}");
    }
}
