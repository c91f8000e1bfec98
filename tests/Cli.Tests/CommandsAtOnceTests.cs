using System.Collections.Concurrent;
using System.Diagnostics;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>Commands that come and go share the private PostgreSQL of a laptop: none takes it from another.</summary>
public sealed class CommandsAtOnceTests : IDisposable
{
    private static readonly Dictionary<string, string> Plain = [];
    private readonly TestFolder _folder = new();

    public CommandsAtOnceTests()
    {
        File.WriteAllText(
            _folder["penstock.yml"],
            """
            metadata:
              embedded: pg
            lake:
              store: file:lake
              scratch: scratch
            """
        );
        Directory.CreateDirectory(_folder["workflows/count/models/refined"]);
        File.WriteAllText(_folder["workflows/count/models/refined/numbers.sql"], "SELECT range AS n FROM range(1000)");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Twenty_four_commands_three_at_a_time_and_a_build_end_well_though_others_are_killed()
    {
        var failures = new ConcurrentBag<string>();
        var build = RunAsync("models", "build", "count");
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 24),
            new ParallelOptions { MaxDegreeOfParallelism = 3 },
            async (i, _) =>
            {
                if (i % 8 == 3)
                    await KillAsync();
                else
                    Note(await RunAsync("zones", "ls"));
            }
        );
        Note(await build);

        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));
        var built = await RunAsync("zones", "sql", "SELECT count(*) AS n FROM refined.numbers");
        Assert.Contains("1000", built.Output, StringComparison.Ordinal);

        void Note(CommandLine.Result result)
        {
            if (result.ExitCode != 0)
                failures.Add(result.Output + result.Error);
        }
    }

    private Task<CommandLine.Result> RunAsync(params string[] arguments) =>
        CliFixture.BareAsync(Plain, [.. arguments, "--config", _folder["penstock.yml"]]);

    // Ended while it starts PostgreSQL or uses it, without a chance to say so.
    private async Task KillAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[Repository.CommandLine, "zones", "ls", "--config", _folder["penstock.yml"]])
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        await process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMilliseconds(700))
            .ContinueWith(_ => { }, TaskScheduler.Default);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
