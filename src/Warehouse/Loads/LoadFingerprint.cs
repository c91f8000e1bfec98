using System.Security.Cryptography;
using System.Text;
using Penstock.Warehouse.Schemas;
using Penstock.Warehouse.Shapes;

namespace Penstock.Warehouse.Loads;

/// <summary>
/// A hash of everything that decides what a table must hold: its files (their keys are unique, unlike snapshot numbers, which
/// start
/// again in a new metadata database), its shape, and the same of the dimensions whose keys it carries.
/// </summary>
internal static class LoadFingerprint
{
    public static string Of(TableShape shape, WarehouseSchema schema, IReadOnlyDictionary<string, TableShape> shapes)
    {
        var text = new StringBuilder();
        Describe(text, shape);
        text.Append('\n').Append(schema.Description);
        foreach (var dimension in shape.Spec.References.Select(r => r.Dimension).Distinct(StringComparer.Ordinal))
            Describe(text, shapes[dimension]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Describe(StringBuilder text, TableShape shape)
    {
        var spec = shape.Spec;
        Add(
            text,
            [
                "table",
                shape.Title,
                spec.Kind.ToString(),
                spec.Description ?? "",
                spec.Surrogate ?? "",
                spec.History?.From ?? "",
                spec.History?.To ?? "",
            ]
        );
        Add(text, ["key", .. spec.Key]);
        Add(text, ["unknown", .. spec.Unknown.SelectMany(u => new[] { u.Key, u.Value })]);
        foreach (var r in spec.References)
            Add(text, ["reference", r.Column, r.Dimension, r.At ?? "", .. r.By]);
        foreach (var i in spec.Indexes)
            Add(text, ["index", .. i]);
        foreach (var c in shape.Columns)
            Add(text, ["column", c.Name, c.Type.Name, c.Description ?? ""]);
        Add(text, ["files", .. shape.Snapshot.Files.Select(f => f.Key).Order(StringComparer.Ordinal)]);
        // Rows that are deleted by a file beside stay in theirs.
        if (shape.Snapshot.Deletes.Count > 0)
            Add(text, ["deletes", .. shape.Snapshot.Deletes.Select(d => d.Key).Order(StringComparer.Ordinal)]);
    }

    private static void Add(StringBuilder text, IEnumerable<string> words) =>
        text.AppendJoin('\u001F', words).Append('\u001E');
}
