using Dapper;
using Penstock.Core.Metadata;

namespace Penstock.Pipelines.Options;

/// <summary>The literals that inputs of some names hold in the newest versions of the workflows with our activities.</summary>
internal static class NamesInDefinitions
{
    private const int Most = 200;

    public static async Task<IReadOnlyList<string>> OfAsync(
        MetadataStore metadata,
        IReadOnlyList<string> inputs,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var paths = inputs.Select(i => $"$.**.\"{i}\".expression ? (@.type == \"Literal\").value").ToArray();
        // jsonb refuses the NUL character, which a text may hold.
        var names = await connection.QueryAsync<string>(
            new CommandDefinition(
                """
                WITH ours AS MATERIALIZED (
                    SELECT json FROM workflow.definition WHERE is_latest AND json LIKE '%"Penstock.%' AND json NOT LIKE '%\\u0000%' ORDER BY saved_at DESC LIMIT 200)
                SELECT DISTINCT value #>> '{}' AS name FROM ours, unnest(@paths) path, jsonb_path_query(json::jsonb, path::jsonpath) value
                WHERE jsonb_typeof(value) = 'string' AND value #>> '{}' <> '' ORDER BY name LIMIT @most
                """,
                new { paths, most = Most },
                cancellationToken: cancellationToken
            )
        );
        return [.. names];
    }
}
