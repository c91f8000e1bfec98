using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// Each HTTP method and path that starts a workflow belongs to one published definition. The claim is a row with a unique key, so
/// that two publications at once cannot both have it. Only paths that the definition holds as text can be claimed.
/// </summary>
internal sealed partial class HttpEndpointClaims : IPublishRule, IDefinitionObserver
{
    public async Task<IReadOnlyList<DefinitionProblem>> CheckAsync(
        StoredDefinition definition,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var problems = new List<DefinitionProblem>();
        foreach (var activity in definition.Definition.Activities.Where(StartsByHttp))
        {
            if (Literal(activity, "path") is not { } path)
                continue;
            foreach (var method in Methods(activity))
            {
                var owner = await ClaimAsync(
                    method,
                    Normal(path),
                    definition.Info.DefinitionId,
                    transaction,
                    cancellationToken
                );
                if (owner != definition.Info.DefinitionId)
                    problems.Add(
                        new(
                            activity,
                            $"The path '{path}' with method {method} already belongs to the published workflow {owner}",
                            "choose another path or method, or unpublish that workflow"
                        )
                    );
            }
        }
        return problems;
    }

    public Task PublishedAsync(
        StoredDefinition definition,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public async Task UnpublishedAsync(
        DefinitionInfo definition,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM workflow.definition_endpoint WHERE definition_id = $1",
            transaction.Connection,
            transaction.Transaction
        );
        command.Parameters.Text(definition.DefinitionId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<string> ClaimAsync(
        string method,
        string path,
        string definitionId,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO workflow.definition_endpoint (method, path, definition_id) VALUES ($1, $2, $3)
            ON CONFLICT (method, path) DO UPDATE SET method = excluded.method RETURNING definition_id
            """,
            transaction.Connection,
            transaction.Transaction
        );
        command.Parameters.Text(method).Text(path).Text(definitionId);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static bool StartsByHttp(ActivityNode node) =>
        node.Type == "Elsa.HttpEndpoint" && (node.Json.Object("customProperties")?.Flag("canStartWorkflow") ?? false);

    // A route parameter stands for any text, so its name does not tell two paths apart.
    private static string Normal(string path) => Parameter().Replace(path.Trim('/', ' '), "{}").ToLowerInvariant();

    private static IEnumerable<string> Methods(ActivityNode node)
    {
        var expression = node.Json.Object("supportedMethods")?.Object("expression");
        var list = expression?["value"] switch
        {
            JsonArray array => array,
            JsonValue value when value.TryGetValue<string>(out var text) && text.TrimStart().StartsWith('[') => Parse(
                text
            ),
            JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 0 => [text],
            _ => null,
        };
        return list is { Count: > 0 }
            ? list.Select(m => m?.ToString().ToUpperInvariant() ?? "GET").Distinct(StringComparer.Ordinal)
            : ["GET"];
    }

    private static JsonArray? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonArray;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Literal(ActivityNode node, string input) =>
        node.Json.Object(input)?.Object("expression") is { } e && (e.Text("type") is null or "Literal")
            ? e.Text("value")
            : null;

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
