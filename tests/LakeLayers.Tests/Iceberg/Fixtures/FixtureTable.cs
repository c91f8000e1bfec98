using System.Text.Json.Nodes;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Tests.Iceberg.Fixtures;

/// <summary>A table that another engine made, and the rows that a right reader gives.</summary>
internal sealed class FixtureTable(JsonNode expected)
{
    public string Metadata => (string)expected["metadata"]!;

    public TableName Table => Metadata.Split('/') is var parts ? new TableName(parts[0], parts[1]) : default;

    public long? Current => expected["current"] is { } id ? long.Parse((string)id!, null) : null;

    public IReadOnlyList<string> Rows => Canonical(expected["rows"]!);

    /// <summary>The rows of each snapshot that the reference could read, by its id.</summary>
    public IReadOnlyDictionary<long, IReadOnlyList<string>> Snapshots =>
        expected["snapshots"]!
            .AsArray()
            .Where(s => s!["rows"] is not null)
            .ToDictionary(s => long.Parse((string)s!["id"]!, null), s => Canonical(s!["rows"]!));

    private static IReadOnlyList<string> Canonical(JsonNode rows) =>
        [.. rows.AsArray().Select(r => CanonicalJson.Of(r)).Order(StringComparer.Ordinal)];
}
