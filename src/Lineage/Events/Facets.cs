using System.Text.Json.Nodes;
using Penstock.Lineage.Datasets;

namespace Penstock.Lineage.Events;

/// <summary>
/// The OpenLineage facets in use, each by the version of its published schema (https://openlineage.io/spec/facets/).
/// </summary>
internal static class Facets
{
    public const string Producer = "https://github.com/penstock/penstock/tree/v0.1.0";
    public const string JobNamespace = "penstock";

    private static readonly string EngineVersion = typeof(Facets).Assembly.GetName().Version!.ToString(3);

    public static JsonObject Parent(Guid runId, string workflow) =>
        Facet(
            "1-2-0/ParentRunFacet",
            ("run", new JsonObject { ["runId"] = runId.ToString() }),
            ("job", new JsonObject { ["namespace"] = JobNamespace, ["name"] = workflow })
        );

    public static JsonObject ProcessingEngine() =>
        Facet("1-1-1/ProcessingEngineRunFacet", ("name", "Penstock"), ("version", EngineVersion));

    public static JsonObject ErrorMessage(Exception error) =>
        Facet(
            "1-0-1/ErrorMessageRunFacet",
            ("message", error.Message),
            ("programmingLanguage", "C#"),
            ("stackTrace", error.StackTrace ?? "")
        );

    public static JsonObject JobType() =>
        Facet("2-0-4/JobTypeJobFacet", ("processingType", "BATCH"), ("integration", "PENSTOCK"), ("jobType", "TASK"));

    public static JsonObject Sql(string query) => Facet("1-1-0/SQLJobFacet", ("query", query), ("dialect", "duckdb"));

    public static JsonObject Documentation(string text) => Facet("1-1-0/DocumentationJobFacet", ("description", text));

    public static JsonObject DataSource(DatasetFacts facts) =>
        Facet(
            "1-0-1/DatasourceDatasetFacet",
            ("name", facts.Dataset.Namespace),
            ("uri", facts.SourceUri ?? facts.Dataset.Namespace)
        );

    public static JsonObject Version(string version) =>
        Facet("1-0-1/DatasetVersionDatasetFacet", ("datasetVersion", version));

    public static JsonObject Schema(IReadOnlyList<FieldSchema> fields) =>
        Facet("1-2-0/SchemaDatasetFacet", ("fields", new JsonArray([.. fields.Select((f, i) => Field(f, i + 1))])));

    public static JsonObject InputStatistics(DatasetFacts facts) =>
        Statistics("1-0-0/InputStatisticsInputDatasetFacet", facts);

    public static JsonObject OutputStatistics(DatasetFacts facts) =>
        Statistics("1-0-2/OutputStatisticsOutputDatasetFacet", facts);

    public static JsonObject ColumnLineage(IReadOnlyDictionary<string, IReadOnlyList<ColumnSource>> columns)
    {
        var fields = new JsonObject();
        foreach (var (column, sources) in columns)
            fields[column] = new JsonObject { ["inputFields"] = new JsonArray([.. sources.Select(Source)]) };
        return Facet("1-2-0/ColumnLineageDatasetFacet", ("fields", fields));
    }

    public static JsonObject Assertions(IEnumerable<QualityAssertion> assertions) =>
        Facet(
            "1-1-0/DataQualityAssertionsDatasetFacet",
            ("assertions", new JsonArray([.. assertions.Select(Assertion)]))
        );

    public static JsonObject Metrics(DatasetFacts facts)
    {
        var columns = new JsonObject(
            facts.Metrics!.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)Metrics(m.Value)))
        );
        var facet = Facet("1-0-0/DataQualityMetricsDatasetFacet", ("columnMetrics", columns));
        if (facts.Rows is { } rows)
            facet["rowCount"] = rows;
        if (facts.Bytes is { } bytes)
            facet["bytes"] = bytes;
        return facet;
    }

    private static JsonObject Metrics(ColumnMetrics metrics)
    {
        var json = new JsonObject();
        if (metrics.NullCount is { } nulls)
            json["nullCount"] = nulls;
        if (metrics.DistinctCount is { } distinct)
            json["distinctCount"] = distinct;
        if (metrics.Min is { } min)
            json["min"] = min;
        if (metrics.Max is { } max)
            json["max"] = max;
        if (metrics.Quantiles.Count > 0)
            json["quantiles"] = new JsonObject(
                metrics.Quantiles.Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value))
            );
        return json;
    }

    private static JsonObject Assertion(QualityAssertion assertion)
    {
        var json = new JsonObject
        {
            ["assertion"] = assertion.Name,
            ["success"] = assertion.Success,
            ["severity"] = assertion.IsWarning ? "warn" : "error",
            ["actual"] = assertion.WrongRows.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["expected"] = "0",
        };
        if (assertion.Column is { } column)
            json["column"] = column;
        if (assertion.Description is { } description)
            json["description"] = description;
        return json;
    }

    private static JsonObject Source(ColumnSource source) =>
        new()
        {
            ["namespace"] = source.Dataset.Namespace,
            ["name"] = source.Dataset.Name,
            ["field"] = source.Column,
            ["transformations"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = source.Type,
                    ["subtype"] = source.Subtype,
                    ["masking"] = source.IsMasked,
                }
            ),
        };

    private static JsonObject Field(FieldSchema field, int position)
    {
        var json = new JsonObject
        {
            ["name"] = field.Name,
            ["type"] = field.Type,
            ["ordinal_position"] = position,
        };
        if (field.Description is not null)
            json["description"] = field.Description;
        return json;
    }

    private static JsonObject Statistics(string schema, DatasetFacts facts)
    {
        var facet = Facet(schema);
        if (facts.Rows is { } rows)
            facet["rowCount"] = rows;
        if (facts.Bytes is { } bytes)
            facet["size"] = bytes;
        if (facts.Files is { } files)
            facet["fileCount"] = files;
        return facet;
    }

    private static JsonObject Facet(string schema, params ReadOnlySpan<(string Name, JsonNode Value)> members)
    {
        var name = schema[(schema.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var facet = new JsonObject
        {
            ["_producer"] = Producer,
            ["_schemaURL"] = $"https://openlineage.io/spec/facets/{schema}.json#/$defs/{name}",
        };
        foreach (var (member, value) in members)
            facet[member] = value;
        return facet;
    }
}
