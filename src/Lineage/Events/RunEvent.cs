using System.Text.Json.Nodes;
using Penstock.Lineage.Datasets;

namespace Penstock.Lineage.Events;

/// <summary>Builds OpenLineage run events (https://openlineage.io/spec/2-0-2/OpenLineage.json).</summary>
internal static class RunEvent
{
    private const string SchemaUrl = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

    public static JsonObject Build(string type, DateTimeOffset time, StepScope scope, Exception? error)
    {
        var identity = scope.Context.Identity;
        return new JsonObject
        {
            ["eventType"] = type,
            ["eventTime"] = time.UtcDateTime.ToString("O"),
            ["producer"] = Facets.Producer,
            ["schemaURL"] = SchemaUrl,
            ["run"] = new JsonObject
            {
                ["runId"] = identity.StepRunId.ToString(),
                ["facets"] = RunFacets(scope, error),
            },
            ["job"] = new JsonObject
            {
                ["namespace"] = Facets.JobNamespace,
                ["name"] = $"{identity.Workflow}.{identity.Step}",
                ["facets"] = JobFacets(scope),
            },
            ["inputs"] = new JsonArray([.. scope.Inputs.Select(Input)]),
            ["outputs"] = new JsonArray([.. scope.Outputs.Select(Output)]),
        };
    }

    private static JsonObject RunFacets(StepScope scope, Exception? error)
    {
        var identity = scope.Context.Identity;
        var facets = new JsonObject
        {
            ["parent"] = Facets.Parent(identity.RunId, identity.Workflow),
            ["processing_engine"] = Facets.ProcessingEngine(),
        };
        if (error is not null)
            facets["errorMessage"] = Facets.ErrorMessage(error);
        return facets;
    }

    private static JsonObject JobFacets(StepScope scope)
    {
        var facets = new JsonObject { ["jobType"] = Facets.JobType() };
        if (scope.Sql is { } sql)
            facets["sql"] = Facets.Sql(sql);
        if (scope.Description is { } description)
            facets["documentation"] = Facets.Documentation(description);
        return facets;
    }

    private static JsonObject Input(DatasetFacts facts)
    {
        var dataset = Dataset(facts);
        var facets = new JsonObject();
        if (HasStatistics(facts))
            facets["inputStatistics"] = Facets.InputStatistics(facts);
        if (facts.Assertions.Count > 0)
            facets["dataQualityAssertions"] = Facets.Assertions(facts.Assertions);
        if (facets.Count > 0)
            dataset["inputFacets"] = facets;
        return dataset;
    }

    private static JsonObject Output(DatasetFacts facts)
    {
        var dataset = Dataset(facts);
        if (facts.Columns is { Count: > 0 } columns)
            dataset["facets"]!["columnLineage"] = Facets.ColumnLineage(columns);
        if (facts.Assertions.Count > 0)
            dataset["facets"]!["dataQualityAssertions"] = Facets.Assertions(facts.Assertions);
        if (facts.Metrics is { Count: > 0 })
            dataset["facets"]!["dataQualityMetrics"] = Facets.Metrics(facts);
        if (HasStatistics(facts))
            dataset["outputFacets"] = new JsonObject { ["outputStatistics"] = Facets.OutputStatistics(facts) };
        return dataset;
    }

    private static JsonObject Dataset(DatasetFacts facts)
    {
        var facets = new JsonObject { ["dataSource"] = Facets.DataSource(facts) };
        if (facts.Schema is { } schema)
            facets["schema"] = Facets.Schema(schema);
        if (facts.Version is { } version)
            facets["version"] = Facets.Version(version);
        return new JsonObject
        {
            ["namespace"] = facts.Dataset.Namespace,
            ["name"] = facts.Dataset.Name,
            ["facets"] = facets,
        };
    }

    private static bool HasStatistics(DatasetFacts facts) =>
        facts.Rows is not null || facts.Bytes is not null || facts.Files is not null;
}
