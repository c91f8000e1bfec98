using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>A run that waits for a server says so, from the fifth second on, and for which.</summary>
public sealed class WaitTests(CliFixture cli)
{
    [Fact]
    public async Task A_run_says_which_server_it_waits_for_and_ends_when_that_stays_silent()
    {
        await using var proxy = new FaultProxy(cli.Site.Shop.Port);
        proxy.Arm(new FaultProxy.Fault(OfAnswers: true, AfterBytes: 30_000, Stall: true));

        var result = await cli.RunWithAsync(
            new Dictionary<string, string>
            {
                ["PENSTOCK__SOURCES__SHOP__URL"] = $"mongodb://127.0.0.1:{proxy.Port}/",
                ["PENSTOCK__SOURCES__SHOP__SILENCE"] = "00:00:03",
                ["PENSTOCK__METADATA__CONNECTION"] = await cli.Site.Postgres.CreateDatabaseAsync("waiting"),
                ["PENSTOCK__LAKE__STORE"] = "file:waiting",
            },
            "run",
            "customer-is-king"
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"waiting for mongodb://127.0.0.1:{proxy.Port} to answer, ", result.Error);
        Assert.Contains("no answer for 3 s", result.Output + result.Error, StringComparison.Ordinal);
    }
}
