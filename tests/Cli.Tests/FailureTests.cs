using Penstock.Core.Processes;

namespace Penstock.Cli.Tests;

public class FailureTests(CliFixture cli)
{
    [Fact]
    public async Task A_database_that_cannot_be_reached_exits_with_1_and_shows_no_password()
    {
        var result = await cli.RunWithAsync(
            new Dictionary<string, string>
            {
                ["PENSTOCK__METADATA__CONNECTION"] =
                    $"Host=127.0.0.1;Port={FreePort.Next()};Username=penstock;Password=s3cret",
            },
            "runs"
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("penstock doctor", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The advice is about the fault: a running server need not be started.</summary>
    [Theory]
    [InlineData("Password=wrong", "correct user and password")]
    [InlineData("Database=nowhere", "create the database")]
    [InlineData("Options=-c nonsense=1", "penstock doctor")]
    public async Task What_PostgreSQL_refuses_comes_with_its_own_advice(string change, string advice)
    {
        var result = await cli.RunWithAsync(
            new Dictionary<string, string> { ["PENSTOCK__METADATA__CONNECTION"] = $"{cli.Site.Connection};{change}" },
            "runs"
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(advice, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("start PostgreSQL", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_exits_with_1_and_says_how_to_mend_what_is_wrong()
    {
        var result = await cli.RunWithAsync(
            new Dictionary<string, string> { ["PENSTOCK__SOURCES__shop__PASSWORD"] = "wrong" },
            "doctor"
        );

        Assert.Equal(1, result.ExitCode);
        var lines = result.Output.Split('\n');
        var shop = Array.FindIndex(lines, l => l.Contains("source shop", StringComparison.Ordinal));
        Assert.True(shop >= 0, result.Output + result.Error);
        Assert.StartsWith("FAIL", lines[shop], StringComparison.Ordinal);
        Assert.Contains("mend it:", lines[shop + 1], StringComparison.Ordinal);
    }
}
