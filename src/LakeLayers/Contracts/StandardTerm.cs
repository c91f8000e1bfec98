namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// A term of the Open Data Contract Standard 3.1 and what becomes of it here. The table in <c>docs/reference/contracts.md</c> is
/// held against this list.
/// </summary>
/// <param name="Place">What it is a key of: <c>contract</c>, <c>schema</c>, <c>property</c>, <c>quality</c>, <c>sla</c>.</param>
/// <param name="Name">The key.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Refusal">Why it is refused and what to do instead.</param>
internal sealed record StandardTerm(string Place, string Name, TermUse Use, string? Refusal = null)
{
    private const string Relationships =
        "Relationships are not checked: say it as a test of the model (relationships: {to: ref('…'), field: …})";

    /// <summary>All keys of the standard whose meaning is ours to keep or refuse.</summary>
    public static IReadOnlyList<StandardTerm> All { get; } =
    [
        .. Of(
            "contract",
            TermUse.Checked,
            "apiVersion",
            "kind",
            "id",
            "version",
            "schema",
            "slaProperties",
            "slaDefaultElement"
        ),
        .. Of(
            "contract",
            TermUse.Words,
            "name",
            "status",
            "tenant",
            "domain",
            "dataProduct",
            "description",
            "tags",
            "servers",
            "team",
            "roles",
            "support",
            "price",
            "authoritativeDefinitions",
            "customProperties",
            "contractCreatedTs"
        ),
        .. Of("schema", TermUse.Checked, "name", "physicalName", "properties", "quality", "customProperties"),
        .. Of("schema", TermUse.Carried, "description"),
        .. Of(
            "schema",
            TermUse.Words,
            "id",
            "physicalType",
            "logicalType",
            "businessName",
            "dataGranularityDescription",
            "tags",
            "authoritativeDefinitions"
        ),
        new("schema", "relationships", TermUse.Refused, Relationships),
        .. Of(
            "property",
            TermUse.Checked,
            "name",
            "physicalName",
            "logicalType",
            "logicalTypeOptions",
            "physicalType",
            "required",
            "unique",
            "primaryKey",
            "primaryKeyPosition",
            "partitioned",
            "partitionKeyPosition",
            "quality",
            "properties",
            "items",
            "customProperties"
        ),
        .. Of("property", TermUse.Carried, "description", "classification"),
        .. Of(
            "property",
            TermUse.Words,
            "id",
            "businessName",
            "criticalDataElement",
            "encryptedName",
            "examples",
            "tags",
            "transformLogic",
            "transformDescription",
            "transformSourceObjects",
            "authoritativeDefinitions"
        ),
        new("property", "relationships", TermUse.Refused, Relationships),
        .. Of(
            "quality",
            TermUse.Checked,
            [
                "type",
                "metric",
                "rule",
                "arguments",
                "unit",
                "query",
                "engine",
                "implementation",
                "severity",
                .. QualityComparison.Keys,
            ]
        ),
        .. Of("quality", TermUse.Carried, "name", "description"),
        .. Of(
            "quality",
            TermUse.Words,
            "id",
            "dimension",
            "method",
            "businessImpact",
            "tags",
            "authoritativeDefinitions",
            "customProperties",
            "scheduler",
            "schedule"
        ),
        .. Of("sla", TermUse.Checked, "property", "value", "unit", "element"),
        .. Of("sla", TermUse.Words, "id", "valueExt", "driver", "description", "scheduler", "schedule"),
    ];

    /// <summary>The keys of a place; <see cref="Refuse"/> refuses those that are not done.</summary>
    public static IEnumerable<string> Accepted(string place) => All.Where(t => t.Place == place).Select(t => t.Name);

    /// <summary>Refuses a key that Penstock knows and does not do.</summary>
    public static void Refuse(string place, YamlMap map)
    {
        if (All.FirstOrDefault(t => t.Place == place && t.Use == TermUse.Refused && map.Has(t.Name)) is { } term)
            throw map.Error(term.Name, $"'{term.Name}' is refused. {term.Refusal}");
    }

    private static IEnumerable<StandardTerm> Of(string place, TermUse use, params IEnumerable<string> names) =>
        names.Select(n => new StandardTerm(place, n, use));
}
