using System.Text.Json;

namespace Penstock.Iceberg.Files;

/// <summary>
/// The field ids of files that have none, by the names of their columns: the table's property <c>schema.name-mapping.default</c>
/// (https://iceberg.apache.org/spec/#name-mapping-serialization).
/// </summary>
public sealed class NameMapping
{
    /// <summary>The property that holds it.</summary>
    public const string Property = "schema.name-mapping.default";

    private readonly IReadOnlyList<Entry> _entries;

    private NameMapping(IReadOnlyList<Entry> entries) => _entries = entries;

    /// <summary>Reads the property.</summary>
    /// <exception cref="IcebergFormatException">It is not what the specification says.</exception>
    public static NameMapping Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new NameMapping(Entries(document.RootElement));
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new IcebergFormatException($"it is no name mapping: {e.Message}", Property);
        }
    }

    /// <summary>The columns of a file with the ids that the mapping gives their names; a name that it lacks gets none.</summary>
    public IReadOnlyList<FileColumn> Apply(IReadOnlyList<FileColumn> columns) => Apply(columns, _entries);

    private static List<FileColumn> Apply(IReadOnlyList<FileColumn> columns, IReadOnlyList<Entry> entries) =>
        [
            .. columns.Select(c =>
            {
                var entry = entries.FirstOrDefault(e => e.Names.Contains(c.Name, StringComparer.Ordinal));
                return c with { Id = entry?.Id, Parts = Apply(c.Parts, entry?.Fields ?? []) };
            }),
        ];

    private static List<Entry> Entries(JsonElement array) =>
        [
            .. array
                .EnumerateArray()
                .Select(e => new Entry(
                    e.TryGetProperty("field-id", out var id) && id.ValueKind == JsonValueKind.Number
                        ? id.GetInt32()
                        : null,
                    [.. e.GetProperty("names").EnumerateArray().Select(n => n.GetString()!)],
                    e.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array
                        ? Entries(fields)
                        : []
                )),
        ];

    private sealed record Entry(int? Id, IReadOnlyList<string> Names, IReadOnlyList<Entry> Fields);
}
