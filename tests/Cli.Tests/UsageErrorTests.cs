using Penstock.Core.Processes;

namespace Penstock.Cli.Tests;

public class UsageErrorTests(CliFixture cli)
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Theory]
    [InlineData("penstock --help", "no-such-command")]
    [InlineData("penstock run --help", "run")]
    [InlineData("penstock status --help", "status", "one", "two")]
    [InlineData("penstock runs --help", "runs", "--limit", "many")]
    [InlineData("penstock users add --help", "users", "add", "--no-such")]
    [InlineData("penstock zones --help", "zones", "no-such")]
    public async Task Arguments_that_cannot_be_read_exit_with_2_and_name_the_help(
        string next,
        params string[] arguments
    )
    {
        var result = await CliFixture.BareAsync(Nothing, arguments);

        AssertUsage(result);
        Assert.Contains($"Next: {next}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_calls_the_command_what_people_type()
    {
        var result = await CliFixture.BareAsync(Nothing, "zones", "ls", "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("penstock zones ls [options]", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_is_not_there_exits_with_2_and_is_named()
    {
        var result = await CliFixture.BareAsync(Nothing, "runs", "--config", "/nowhere/penstock.yml");

        AssertUsage(result);
        AssertTells(result, "/nowhere/penstock.yml", "penstock demo");
    }

    [Fact]
    public async Task A_configuration_key_that_nobody_knows_exits_with_2_and_is_named()
    {
        var result = await cli.RunWithAsync(
            new Dictionary<string, string> { ["PENSTOCK__LAKE__STROE"] = "file:x" },
            "runs"
        );

        AssertUsage(result);
        AssertTells(result, "STROE", "docs/reference/configuration.md");
    }

    [Theory]
    [InlineData("no-such-workflow", "workflows:", "run", "no-such-workflow")]
    [InlineData("no-such-file.json", "ls workflows", "run", "no-such-file.json")]
    [InlineData("Collection", "--var name=value", "run", "customer-is-king", "--var", "Collection")]
    [InlineData("01234567", "penstock runs", "status", "01234567")]
    [InlineData("raw.nothing", "penstock zones ls", "lineage", "raw.nothing")]
    [InlineData("soon", "--older-than 7d", "zones", "expire", "--older-than", "soon")]
    [InlineData(
        "64 apples",
        "--target-size 128MB",
        "zones",
        "compact",
        "raw.transactions",
        "--target-size",
        "64 apples"
    )]
    [InlineData("transaction_id", "--key name=value", "trace", "warehouse.fact_transaction", "--key", "transaction_id")]
    public async Task Something_asked_for_that_is_not_there_exits_with_2_names_it_and_the_next_command(
        string named,
        string next,
        params string[] arguments
    )
    {
        var result = await cli.RunAsync(arguments);

        AssertUsage(result);
        AssertTells(result, named, next);
    }

    private static void AssertUsage(CommandLine.Result result)
    {
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
    }

    private static void AssertTells(CommandLine.Result result, string named, string next)
    {
        Assert.Contains(named, result.Error, StringComparison.OrdinalIgnoreCase);
        var last = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Contains("next", last, StringComparison.Ordinal);
        Assert.Contains(next, last, StringComparison.Ordinal);
    }
}
