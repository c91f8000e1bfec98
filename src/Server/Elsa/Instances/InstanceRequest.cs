using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>A request for a list of runs. Empty arrays and texts do not filter.</summary>
internal sealed record InstanceRequest(
    InstanceFilter Filter,
    InstanceOrder Order,
    bool IsDescending,
    int Skip,
    int Take
)
{
    private const int LargestPage = 1_000;

    public static InstanceRequest Read(JsonObject body)
    {
        var page = Math.Max(Number(body, "page") ?? 0, 0);
        var size = Math.Clamp(Number(body, "pageSize") ?? 25, 1, LargestPage);
        var order = Enum.TryParse<InstanceOrder>(body.Text("orderBy"), ignoreCase: true, out var known)
            ? known
            : InstanceOrder.Created;
        var isDescending = !"Ascending".Equals(body.Text("orderDirection"), StringComparison.OrdinalIgnoreCase);
        return new(ReadFilter(body), order, isDescending, (int)Math.Min((long)page * size, int.MaxValue), size);
    }

    public static InstanceRequest Read(IQueryCollection query)
    {
        var body = new JsonObject();
        foreach (var (name, values) in query)
        {
            var key = char.ToLowerInvariant(name[0]) + name[1..];
            body[key] =
                key is "ids" or "definitionIds" or "statuses" or "subStatuses"
                    ? new JsonArray([.. values.Select(v => (JsonNode?)v)])
                : bool.TryParse(values[0], out var flag) ? flag
                : (JsonNode?)values[0];
        }
        return Read(body);
    }

    public static InstanceFilter ReadFilter(JsonObject body) =>
        new()
        {
            Ids = RunIds.Of(body.Texts("ids")),
            SearchTerm = body.Text("searchTerm"),
            DefinitionIds = Both(body, "definitionIds", "definitionId"),
            DefinitionVersionIds = Both(body, "definitionVersionIds", "definitionVersionId"),
            Version = Number(body, "version"),
            CorrelationId = body.Text("correlationId"),
            ParentId = Guid.TryParse(body.Text("parentWorkflowInstanceId"), out var parent) ? parent : null,
            HasIncidents = Flag(body, "hasIncidents"),
            IsSystem = Flag(body, "isSystem"),
            Statuses = [.. Both(body, "statuses", "status").Select(Choice<WorkflowStatus>)],
            SubStatuses = [.. Both(body, "subStatuses", "subStatus").Select(Choice<WorkflowSubStatus>)],
            Timestamps = [.. (body["timestampFilters"] as JsonArray ?? []).OfType<JsonObject>().Select(Bound)],
        };

    private static TimestampFilter Bound(JsonObject filter) =>
        new(
            filter.Text("column") ?? "",
            filter["operator"]?.ToString() ?? "",
            DateTimeOffset.TryParse(
                filter.Text("timestamp"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var at
            )
                ? at
                : throw new UsageException(
                    "A timestamp filter's time cannot be read",
                    filter["timestamp"]?.ToJsonString(),
                    "write it as 2026-01-31T00:00:00Z"
                )
        );

    private static IReadOnlyList<string> Both(JsonObject body, string many, string one) =>
        body[one]?.ToString() is { Length: > 0 } single ? [single, .. body.Texts(many)] : body.Texts(many);

    private static T Choice<T>(string text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new UsageException(
                $"Unknown {typeof(T).Name}",
                text,
                $"use one of {string.Join(", ", Enum.GetNames<T>())}"
            );

    private static int? Number(JsonObject body, string name) =>
        int.TryParse(body[name]?.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static bool? Flag(JsonObject body, string name) =>
        bool.TryParse(body[name]?.ToString(), out var flag) ? flag : null;
}
