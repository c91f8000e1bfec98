using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Core.Processes;

namespace Penstock.Cli.Tests;

public partial class ServerCommandTests(CliFixture cli)
{
    [Fact]
    public async Task A_server_in_the_background_tells_the_first_password_once_and_in_no_log_and_stops_when_asked()
    {
        var log = Path.Combine(
            Path.GetDirectoryName(cli.Site.ConfigurationFile)!,
            "scratch-lake",
            "server",
            "server.log"
        );
        JsonNode? status = null;
        try
        {
            var started = await cli.RunAsync("server", "start", "--listen", $"http://127.0.0.1:{FreePort.Next()}");
            Assert.True(started.ExitCode == 0, started.Error);
            var password = Password().Match(started.Output).Groups["password"].Value;
            Assert.True(password.Length > 20, started.Output);

            status = JsonNode.Parse((await cli.RunAsync("server", "status", "--json")).Output)!;
            using var client = new HttpClient { BaseAddress = new Uri((string)status["address"]!) };
            Assert.Contains("ready", await client.GetStringAsync("/health/ready"), StringComparison.Ordinal);

            var again = await cli.RunAsync("server", "start");
            Assert.Contains((string)status["address"]!, again.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("password", again.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(password, await File.ReadAllTextAsync(log), StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log));
        }
        finally
        {
            Assert.Equal(0, (await cli.RunAsync("server", "stop")).ExitCode);
            // A command that comes next finds nothing of it: neither its sandbox nor its private PostgreSQL.
            Assert.False(Directory.Exists($"/proc/{status?["processId"]}"));
        }
        Assert.Equal(1, (await cli.RunAsync("server", "status")).ExitCode);
    }

    [Fact]
    public async Task Users_and_keys_are_made_listed_and_ended_at_the_command_line()
    {
        var user = JsonNode.Parse((await cli.RunAsync("users", "add", "Olga", "--role", "engineer", "--json")).Output)!;
        Assert.Equal("olga", (string)user["name"]!);
        var key = JsonNode.Parse(
            (
                await cli.RunAsync(
                    "apikeys",
                    "add",
                    "nightly",
                    "--user",
                    "olga",
                    "-p",
                    "exec:workflow-definitions",
                    "--json"
                )
            ).Output
        )!;
        Assert.StartsWith("pnstk_", (string)key["secret"]!, StringComparison.Ordinal);

        Assert.Equal(0, (await cli.RunAsync("apikeys", "revoke", "nightly")).ExitCode);
        Assert.Equal(2, (await cli.RunAsync("apikeys", "revoke", "nightly")).ExitCode);
        Assert.Equal(0, (await cli.RunAsync("users", "disable", "olga")).ExitCode);
        var listed = JsonNode.Parse((await cli.RunAsync("users", "ls", "--json")).Output)!.AsArray();
        Assert.NotNull(listed.Single(u => (string)u!["user"]! == "olga")!["disabled"]);
        Assert.DoesNotContain((string)user["password"]!, listed.ToJsonString(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"password\s+(?<password>\S+)")]
    private static partial Regex Password();
}
