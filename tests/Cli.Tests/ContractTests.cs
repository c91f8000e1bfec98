using System.Text.Json.Nodes;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>The commands of docs/reference/contracts.md.</summary>
public class ContractTests(CliFixture cli)
{
    private const string Contract = "workflows/customer-is-king/contracts/refined.transactions.yml";

    [Fact]
    public async Task The_tables_of_a_run_keep_their_contracts()
    {
        var result = await cli.RunAsync("contract", "check", "customer-is-king", "--json");

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.All(JsonNode.Parse(result.Output)!.AsArray(), c => Assert.Equal("Kept", (string?)c!["state"]));
        Assert.Contains("refined.transactions", (await cli.RunAsync("contract", "check", "customer-is-king")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breaking_change_exits_with_3_until_the_version_says_so()
    {
        using var folder = new TestFolder();
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, Contract), TestContext.Current.CancellationToken);
        var (old, file) = (folder["old.yml"], folder["refined.transactions.yml"]);
        await File.WriteAllTextAsync(old, text, TestContext.Current.CancellationToken);
        async Task<CommandLine.Result> DiffAsync(string changed)
        {
            await File.WriteAllTextAsync(file, changed, TestContext.Current.CancellationToken);
            return await CliFixture.BareAsync(new Dictionary<string, string>(), "contract", "diff", old, file, "--json");
        }

        Assert.Equal(0, (await DiffAsync(text)).ExitCode);
        var narrowed = text.Replace("{minimum: 0}", "{minimum: 1}", StringComparison.Ordinal);
        var refused = await DiffAsync(narrowed);
        Assert.Equal(3, refused.ExitCode);
        Assert.Equal("minimum 0 became 1", (string?)JsonNode.Parse(refused.Output)!["changes"]![0]!["what"]);
        Assert.Equal(0, (await DiffAsync(narrowed.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal))).ExitCode);
        Assert.Equal(2, (await DiffAsync(text.Replace("v3.1.0", "v4.0.0", StringComparison.Ordinal))).ExitCode);
    }

    [Fact]
    public async Task A_git_revision_stands_for_the_file_as_it_was()
    {
        using var folder = new TestFolder();
        var file = folder["refined.transactions.yml"];
        File.Copy(Path.Combine(Repository.Root, Contract), file);
        foreach (var words in new[] { "init -q", "add .", "-c user.name=a -c user.email=a@example.org commit -qm one" })
            Assert.Equal(0, (await CommandLine.RunAsync("git", ["-C", folder.Path, .. words.Split(' ')], cancellationToken: TestContext.Current.CancellationToken)).ExitCode);
        await File.AppendAllTextAsync(file, "      - {name: shop}\n", TestContext.Current.CancellationToken);

        var result = await CliFixture.BareAsync(new Dictionary<string, string>(), "contract", "diff", "HEAD", file);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("an optional column was added", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await CliFixture.BareAsync(new Dictionary<string, string>(), "contract", "diff", "v9", file)).ExitCode);
    }
}
