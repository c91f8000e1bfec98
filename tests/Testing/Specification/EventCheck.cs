using System.Text.Json.Nodes;

namespace Penstock.Testing.Specification;

/// <summary>
/// Whether events are OpenLineage events: by the published schemas when they lie beside the checkout, else by the required members alone.
/// </summary>
public static class EventCheck
{
    private static readonly string[] RequiredMembers = ["eventTime", "producer", "schemaURL", "run", "job"];
    private static readonly Lazy<SchemaEvaluator?> Schemas = new(PublishedSchemas.Find);

    /// <summary>Whether the published schemas are there.</summary>
    public static bool IsComplete => Schemas.Value is not null;

    /// <summary>What is wrong with an event and each of its facets, one line a fault.</summary>
    public static IReadOnlyList<string> Faults(JsonNode runEvent)
    {
        List<string> faults = [.. RequiredMembers.Where(m => runEvent[m] is null).Select(m => $"$: {m} is missing")];
        foreach (var (facet, url) in FacetsOf(runEvent))
        {
            if (facet["_producer"] is null)
                faults.Add($"{url}: _producer is missing");
            faults.AddRange((Schemas.Value?.Faults(facet, url) ?? []).Select(f => $"{url} {f}"));
        }
        if (runEvent["schemaURL"] is { } schema)
            faults.AddRange(Schemas.Value?.Faults(runEvent, (string)schema!) ?? []);
        return faults;
    }

    private static IEnumerable<(JsonObject Facet, string Url)> FacetsOf(JsonNode? node)
    {
        if (node is JsonObject o && o["_schemaURL"] is { } url)
            yield return (o, (string)url!);
        var children = node switch
        {
            JsonObject x => x.Select(m => m.Value),
            JsonArray a => a,
            _ => [],
        };
        foreach (var found in children.SelectMany(FacetsOf))
            yield return found;
    }
}
