using System.Text.Json.Nodes;
using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

[Collection("runs of customer-is-king")]
public sealed class BackfillTests(CliFixture cli)
{
    private static readonly DateTimeOffset First = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_window_is_read_once_and_a_backfill_goes_on_where_it_stopped()
    {
        using var folder = new TestFolder();
        cli.Site.Shop.CreateCollection(
            "shop",
            "events",
            [.. Enumerable.Range(0, 72).Select(i => (ReadOnlyMemory<byte>)Event(i))]
        );
        var file = Write(folder, "events");

        var first = await BackfillAsync(file, "2026-11-01", "2026-11-03");
        var second = await BackfillAsync(file, "2026-11-01", "2026-11-04");

        Assert.Equal(["done", "done"], first);
        Assert.Equal(["done before", "done before", "done"], second);
        Assert.Equal("72|72", await AskAsync("SELECT count(*) || '|' || count(DISTINCT n) AS a FROM raw.events"));
        var run = await AskAsync("SELECT max(_run_id) AS a FROM raw.events");
        Assert.Equal(0, (await cli.RunAsync("undo", run)).ExitCode);
        Assert.Equal(["done before", "done before", "done"], await BackfillAsync(file, "2026-11-01", "2026-11-04"));
        Assert.Equal("72|72", await AskAsync("SELECT count(*) || '|' || count(DISTINCT n) AS a FROM raw.events"));
    }

    [Fact]
    public async Task Windows_beside_each_other_give_the_same_rows()
    {
        using var folder = new TestFolder();
        cli.Site.Shop.CreateCollection(
            "shop",
            "beside",
            [.. Enumerable.Range(0, 24 * 8).Select(i => (ReadOnlyMemory<byte>)Event(i))]
        );
        var file = Write(folder, "beside");

        var first = await BackfillAsync(file, "2026-11-01", "2026-11-09", "--parallel", "3");
        var second = await BackfillAsync(file, "2026-11-01", "2026-11-09", "--parallel", "3");

        Assert.Equal(Enumerable.Repeat("done", 8), first);
        Assert.Equal(Enumerable.Repeat("done before", 8), second);
        Assert.Equal("192|192", await AskAsync("SELECT count(*) || '|' || count(DISTINCT n) AS a FROM raw.beside"));
        Assert.Equal(
            2,
            (
                await cli.RunAsync("backfill", file, "--from", "2026-11-01", "--to", "2026-11-09", "--parallel", "99")
            ).ExitCode
        );
    }

    [Fact]
    public async Task A_window_that_fails_ends_the_backfill_and_is_the_first_of_the_next()
    {
        using var folder = new TestFolder();
        var file = Write(folder, "later");

        var failed = await cli.RunAsync("backfill", file, "--from", "2026-11-01", "--to", "2026-11-03", "--json");
        cli.Site.Shop.CreateCollection(
            "shop",
            "later",
            [.. Enumerable.Range(0, 48).Select(i => (ReadOnlyMemory<byte>)Event(i))]
        );

        Assert.Equal(1, failed.ExitCode);
        Assert.Equal(["failed"], JsonNode.Parse(failed.Output)!.AsArray().Select(w => w!["what"]!.ToString()));
        Assert.Equal(["done", "done"], await BackfillAsync(file, "2026-11-01", "2026-11-03"));
    }

    [Fact]
    public async Task A_workflow_that_takes_no_window_is_refused()
    {
        var result = await cli.RunAsync("backfill", "customer-is-king", "--from", "2026-11-01", "--to", "2026-11-03");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("WindowStart", result.Error, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> BackfillAsync(string file, string from, string to, params string[] more)
    {
        var result = await cli.RunAsync([
            "backfill",
            file,
            "--from",
            from,
            "--to",
            to,
            "--window",
            "1d",
            "--json",
            .. more,
        ]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonNode.Parse(result.Output)!.AsArray().Select(w => w!["what"]!.ToString());
    }

    private async Task<string> AskAsync(string sql) =>
        JsonNode.Parse((await cli.RunAsync("zones", "sql", sql, "--json")).Output)![0]!["a"]!.ToString();

    private static byte[] Event(int hour)
    {
        var writer = new BsonWriter();
        writer.BeginDocument();
        writer.Int32("_id", hour);
        writer.Int32("n", hour);
        writer.Date("seen", First.AddHours(hour));
        writer.End();
        return writer.ToArray();
    }

    private static string Write(TestFolder folder, string collection)
    {
        static string Literal(string value) =>
            $$$"""{"typeName": "String", "expression": {"type": "Literal", "value": "{{{value}}}"}}""";
        static string Variable(string id) =>
            $$$$"""{"typeName": "String", "expression": {"type": "Variable", "value": {"id": "{{{{id}}}}"}}}""";
        var file = folder[$"{collection}.json"];
        File.WriteAllText(
            file,
            $$"""
            {
              "definitionId": "backfill-{{collection}}", "name": "Backfill {{collection}}", "version": 1, "isLatest": true, "isPublished": true,
              "variables": [
                {"id": "start", "name": "WindowStart", "typeName": "String"}, {"id": "end", "name": "WindowEnd", "typeName": "String"}
              ],
              "root": {
                "id": "root", "type": "Elsa.Sequence", "version": 1,
                "activities": [
                  {
                    "id": "read", "type": "Penstock.MongoToLanding", "version": 1, "connection": {{Literal(
                "shop"
            )}}, "feed": {{Literal(collection)}},
                    "database": {{Literal("shop")}}, "collection": {{Literal(collection)}}, "windowField": {{Literal(
                "seen"
            )}},
                    "windowStart": {{Variable("start")}}, "windowEnd": {{Variable("end")}}
                  },
                  {"id": "raw", "type": "Penstock.JsonLinesToRaw", "version": 1, "feed": {{Literal(
                collection
            )}}, "table": {{Literal($"raw.{collection}")}}}
                ]
              }
            }
            """
        );
        return file;
    }
}
