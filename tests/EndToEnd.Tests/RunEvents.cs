using System.Text.Json.Nodes;

namespace Penstock.EndToEnd.Tests;

/// <summary>The OpenLineage events of one run, read from the metadata database as they were emitted.</summary>
internal static class RunEvents
{
    public static async Task<IReadOnlyList<JsonNode>> OfFirstRunAsync(CustomerIsKingFixture site)
    {
        await using var command = site.Platform.Metadata.DataSource.CreateCommand(
            "SELECT event::text FROM lineage.event WHERE parent_run = $1 ORDER BY id"
        );
        command.Parameters.Add(new() { Value = site.FirstRun.RunId });
        await using var reader = await command.ExecuteReaderAsync();
        var events = new List<JsonNode>();
        while (await reader.ReadAsync())
            events.Add(JsonNode.Parse(reader.GetString(0))!);
        return events;
    }

    public static string Type(JsonNode runEvent) => (string)runEvent["eventType"]!;

    public static string Job(JsonNode runEvent) => (string)runEvent["job"]!["name"]!;
}
