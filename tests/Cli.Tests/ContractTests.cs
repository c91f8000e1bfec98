using System.Text.Json.Nodes;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>The commands of docs/reference/contracts.md.</summary>
[Collection("runs of customer-is-king")]
public class ContractTests(CliFixture cli)
{
    private const string Contract = "workflows/customer-is-king/contracts/refined.transactions.yml";

    [Fact]
    public async Task The_tables_of_a_run_keep_their_contracts()
    {
        var result = await cli.RunAsync("contract", "check", "customer-is-king", "--json");

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.All(JsonNode.Parse(result.Output)!.AsArray(), c => Assert.Equal("Kept", (string?)c!["state"]));
        Assert.Contains(
            "refined.transactions",
            (await cli.RunAsync("contract", "check", "customer-is-king")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_breaking_change_exits_with_3_until_the_version_says_so()
    {
        using var folder = new TestFolder();
        var text = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, Contract),
            TestContext.Current.CancellationToken
        );
        var (old, file) = (folder["old.yml"], folder["refined.transactions.yml"]);
        await File.WriteAllTextAsync(old, text, TestContext.Current.CancellationToken);
        async Task<CommandLine.Result> DiffAsync(string changed)
        {
            await File.WriteAllTextAsync(file, changed, TestContext.Current.CancellationToken);
            return await CliFixture.BareAsync(
                new Dictionary<string, string>(),
                "contract",
                "diff",
                old,
                file,
                "--json"
            );
        }

        Assert.Equal(0, (await DiffAsync(text)).ExitCode);
        var narrowed = text.Replace("{minimum: 0}", "{minimum: 1}", StringComparison.Ordinal);
        var refused = await DiffAsync(narrowed);
        Assert.Equal(3, refused.ExitCode);
        Assert.Equal("minimum 0 became 1", (string?)JsonNode.Parse(refused.Output)!["changes"]![0]!["what"]);
        Assert.Equal(
            0,
            (await DiffAsync(narrowed.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal))).ExitCode
        );
        Assert.Equal(2, (await DiffAsync(text.Replace("v3.1.0", "v4.0.0", StringComparison.Ordinal))).ExitCode);
    }

    [Fact]
    public async Task A_git_revision_stands_for_the_file_as_it_was()
    {
        using var folder = new TestFolder();
        var file = folder["refined.transactions.yml"];
        File.Copy(Path.Combine(Repository.Root, Contract), file);
        foreach (var words in new[] { "init -q", "add .", "-c user.name=a -c user.email=a@example.org commit -qm one" })
            Assert.Equal(
                0,
                (
                    await CommandLine.RunAsync(
                        "git",
                        ["-C", folder.Path, .. words.Split(' ')],
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                ).ExitCode
            );
        await File.AppendAllTextAsync(file, "      - {name: shop}\n", TestContext.Current.CancellationToken);

        var result = await CliFixture.BareAsync(new Dictionary<string, string>(), "contract", "diff", "HEAD", file);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("an optional column was added", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            2,
            (await CliFixture.BareAsync(new Dictionary<string, string>(), "contract", "diff", "v9", file)).ExitCode
        );
    }

    [Fact]
    public async Task Rows_join_their_table_when_the_contract_lets_them_in()
    {
        using var folder = new TestFolder();
        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[$"replayed/{path}"])!);
            File.WriteAllText(folder[$"replayed/{path}"], text);
        }
        Write("seeds/replay_prices.csv", "id,price\n1,5\n2,15\n3,0\n");
        Write(
            "models/refined/replay_prices_checked.sql",
            "SELECT id, price, _landing_key, _source_position FROM {{ ref('replay_prices') }}"
        );
        void Promise(int minimum) =>
            Write(
                "contracts/refined.replay_prices_checked.yml",
                $"""
                apiVersion: v3.1.0
                kind: DataContract
                id: a
                version: 1.0.0
                status: active
                schema:
                  - name: replay_prices_checked
                    properties:
                      - name: price
                        logicalTypeOptions:
                          minimum: {minimum}
                """
            );
        Promise(10);
        var here = new Dictionary<string, string> { ["PENSTOCK__WORKFLOWS"] = folder.Path };
        Assert.Equal(0, (await cli.RunWithAsync(here, "models", "run", "replayed")).ExitCode);
        Promise(1);

        var result = await cli.RunWithAsync(here, "quarantine", "replay", "refined.replay_prices_checked", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        var figures = JsonNode.Parse(result.Output)!;
        Assert.Equal((2, 1, 1), ((int)figures["replayed"]!, (int)figures["added"]!, (int)figures["refused"]!));
        Assert.Equal(2, (await cli.RunWithAsync(here, "quarantine", "replay", "refined.no_such")).ExitCode);
    }

    [Fact]
    public async Task The_commands_of_the_documentation_run()
    {
        var page = await File.ReadAllLinesAsync(
            Path.Combine(Repository.Root, "docs", "reference", "contracts.md"),
            TestContext.Current.CancellationToken
        );
        var commands = page.Where(l => l.StartsWith("penstock ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(commands);
        foreach (var line in commands)
        {
            // A copy of the sources without their history has no revision to compare with.
            if (
                line.Contains(" HEAD ", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Repository.Root, ".git"))
            )
                continue;
            var words = line.Split('#')[0]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]
                .Select(w =>
                    w.StartsWith("workflows/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, w) : w
                );
            var result = await cli.RunAsync([.. words]);
            Assert.True(result.ExitCode == 0, $"{line}\n{result.Error}");
        }
    }

    [Fact]
    public async Task The_profile_of_a_table_is_shown_with_its_drift()
    {
        var result = await cli.RunAsync("zones", "profile", "refined.transactions", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        var columns = JsonNode.Parse(result.Output)!["profile"]!["columns"]!.AsArray();
        Assert.Equal("DECIMAL(18,4)", (string?)columns.Single(c => (string?)c!["column"] == "unit_price")!["type"]);
        Assert.Contains(
            "unit_price",
            (await cli.RunAsync("zones", "profile", "refined.transactions")).Output,
            StringComparison.Ordinal
        );
        Assert.Equal(2, (await cli.RunAsync("zones", "profile", "refined.no_such")).ExitCode);
    }
}
