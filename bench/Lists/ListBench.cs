using System.Diagnostics;
using System.Text;
using Npgsql;
using Penstock.Bench.Sites;
using Penstock.Server.Access;

namespace Penstock.Bench.Lists;

/// <summary>
/// How quickly the server answers what Elsa Studio asks for its lists: a million runs, five thousand definitions, a journal of two hundred
/// thousand events. Whole requests over loopback, with sign-in; server and database share the machine with the client.
/// </summary>
internal static class ListBench
{
    private const int Asked = 200;
    private const int Repeats = 40;

    /// <returns>0 when all that is asked is met, otherwise 1.</returns>
    public static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.OpenAsync(folder, cancellationToken);
        var run = await FillAsync(server.Connection, cancellationToken);
        await server.StartAsync(cancellationToken);
        using var client = await server.ClientAsync(Permissions.All, cancellationToken);

        Console.WriteLine("| what | median | p95 | asked | |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        var met = true;
        foreach (var (what, body) in Instances())
            met &= await MeasureAsync($"runs, {what}", client, "workflow-instances", body, Asked, cancellationToken);
        foreach (var (what, path) in Definitions())
            met &= await MeasureAsync($"definitions, {what}", client, path, null, Asked, cancellationToken);
        foreach (var (what, path, body) in Journal(run))
            await MeasureAsync($"one run of 200,000 events, {what}", client, path, body, null, cancellationToken);
        return met ? 0 : 1;
    }

    private static IEnumerable<(string What, string Body)> Instances()
    {
        yield return ("newest", List());
        yield return ("page 500", List("\"page\":500,"));
        yield return ("that wait", List("\"subStatuses\":[\"Suspended\"],"));
        yield return ("that faulted", List("\"status\":\"Finished\",\"subStatus\":\"Faulted\","));
        yield return ("with incidents", List("\"hasIncidents\":true,"));
        yield return ("of a workflow", List("\"definitionIds\":[\"flow7\"],"));
        yield return ("by end", List("\"orderBy\":\"Finished\","));
        yield return ("by last change", List("\"orderBy\":\"LastExecuted\","));
        yield return ("by name, ascending", List("\"orderBy\":\"Name\",", direction: "Ascending"));
        yield return ("search that finds one", List("\"searchTerm\":\"Order 777777\","));
        yield return ("search that finds many", List("\"searchTerm\":\"order 77\","));
        yield return ("search that finds nothing", List("\"searchTerm\":\"nowhere to be found\","));
        yield return (
            "of an hour",
            List(
                "\"timestampFilters\":[{\"column\":\"CreatedAt\",\"operator\":\"GreaterThan\",\"timestamp\":\"2026-11-01T00:00:00Z\"},{\"column\":\"CreatedAt\",\"operator\":\"LessThan\",\"timestamp\":\"2026-11-01T01:00:00Z\"}],"
            )
        );
        yield return (
            "of the last hour by change",
            List(
                "\"timestampFilters\":[{\"column\":\"UpdatedAt\",\"operator\":\"GreaterThan\",\"timestamp\":\"2026-11-18T21:00:00Z\"}],"
            )
        );
    }

    private static string List(string more = "", string direction = "Descending") =>
        $"{{{more}\"pageSize\":10,\"isSystem\":false,\"orderDirection\":\"{direction}\"}}";

    private static IEnumerable<(string What, string Path)> Definitions()
    {
        yield return (
            "first page by name",
            "workflow-definitions?versionOptions=Latest&Page=0&PageSize=10&SearchTerm=&IsSystem=False&OrderBy=Name&OrderDirection=Ascending"
        );
        yield return (
            "page 400",
            "workflow-definitions?versionOptions=Latest&Page=400&PageSize=10&IsSystem=False&OrderBy=Name&OrderDirection=Ascending"
        );
        yield return (
            "newest first",
            "workflow-definitions?versionOptions=Latest&Page=0&PageSize=10&IsSystem=False&OrderBy=Created&OrderDirection=Descending"
        );
        yield return (
            "search",
            "workflow-definitions?versionOptions=Latest&Page=0&PageSize=10&SearchTerm=customer%204321&IsSystem=False"
        );
        yield return (
            "published ones of a page",
            "workflow-definitions?versionOptions=Published"
                + string.Concat(Enumerable.Range(0, 10).Select(i => $"&DefinitionIds=flow{i}"))
        );
        yield return ("all published, without pages", "workflow-definitions?versionOptions=Published");
        yield return (
            "versions of one",
            "workflow-definitions?versionOptions=AllVersions&Page=0&PageSize=10&DefinitionIds=flow7&OrderBy=Version&OrderDirection=Descending"
        );
        yield return ("is a name free", "workflow-definitions/validation/is-name-unique?name=Workflow%204321");
    }

    private static IEnumerable<(string What, string Path, string? Body)> Journal(Guid run)
    {
        const string all = """{"filter":{"excludedActivityTypes":["Elsa.Workflow","Elsa.Flowchart"]}}""";
        yield return ("its first page", $"workflow-instances/{run}/journal?skip=0&take=110", all);
        yield return ("a page in its middle", $"workflow-instances/{run}/journal?skip=100000&take=110", all);
        yield return ("its last page", $"workflow-instances/{run}/journal?skip=199890&take=110", all);
        yield return (
            "faults alone",
            $"workflow-instances/{run}/journal?skip=0&take=110",
            """{"filter":{"eventNames":["Faulted"]}}"""
        );
        yield return (
            "badges",
            "activity-executions/report",
            $$"""{"workflowInstanceId":"{{run}}","activityNodeIds":["Workflow1:root:a1","Workflow1:root:a2","Workflow1:root:a3"]}"""
        );
        yield return (
            "executions of an activity",
            $"activity-execution-summaries/list?WorkflowInstanceId={run}&ActivityNodeId=Workflow1:root:a7",
            null
        );
        yield return ("the run", $"workflow-instances/{run}", null);
    }

    private static async Task<bool> MeasureAsync(
        string what,
        HttpClient client,
        string path,
        string? body,
        int? asked,
        CancellationToken cancellationToken
    )
    {
        var times = new List<double>();
        for (var i = -3; i < Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            using var answer = body is null
                ? await client.GetAsync($"/elsa/api/{path}", cancellationToken)
                : await client.PostAsync(
                    $"/elsa/api/{path}",
                    new StringContent(body, Encoding.UTF8, "application/json"),
                    cancellationToken
                );
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{path}: {answer.StatusCode} {text}");
            if (i >= 0)
                times.Add(clock.Elapsed.TotalMilliseconds);
        }
        var p95 = Figures.P95(times);
        Console.WriteLine(
            $"| {what} | {Figures.Median(times):F1} ms | {p95:F1} ms | {(asked is null ? "–" : $"< {asked} ms")} | {(asked is null ? "" : p95 < asked ? "met" : "missed")} |"
        );
        return asked is null || p95 < asked;
    }

    private static async Task<Guid> FillAsync(string connectionString, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine("filling the tables");
        await using var connection = new NpgsqlConnection(connectionString + ";Command Timeout=1800");
        await connection.OpenAsync(cancellationToken);
        foreach (var sql in (string[])[ListTables.Definitions, ListTables.Runs])
        {
            await using var fill = new NpgsqlCommand(sql, connection);
            await fill.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var newest = new NpgsqlCommand(
            "SELECT id FROM workflow.run WHERE sub_status = 'Faulted' ORDER BY created_at DESC LIMIT 1",
            connection
        );
        var run = (Guid)(await newest.ExecuteScalarAsync(cancellationToken))!;
        await using var journal = new NpgsqlCommand(ListTables.Journal, connection)
        {
            Parameters = { new() { Value = run } },
        };
        await journal.ExecuteNonQueryAsync(cancellationToken);
        await using var settle = new NpgsqlCommand("VACUUM ANALYZE", connection);
        await settle.ExecuteNonQueryAsync(cancellationToken);
        return run;
    }
}
