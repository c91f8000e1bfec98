using System.Diagnostics;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>
/// Commands that come and go on one machine share its private PostgreSQL (<c>metadata.embedded</c>): it is there as long as any of
/// them needs it, however the others end, and gone soon after the last.
/// </summary>
public sealed class SharedDatabaseTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public SharedDatabaseTests() =>
        File.WriteAllText(
            ConfigurationFile,
            $"""
            metadata:
              embedded: postgres
            lake:
              store: file:lake
              scratch: scratch
            workflows: {Path.Combine(Repository.Root, "workflows")}
            """
        );

    private string ConfigurationFile => _folder["penstock.yml"];

    private string Folder => _folder["postgres"];

    private string PidFile => PrivateDatabase.PidFile(Folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commands_three_at_a_time_beside_models_and_one_that_is_killed_all_end_well()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var killed = Start("zones", "ls");
        // Killed as soon as the database it began to make, or started, is there for the others.
        while (!File.Exists(PidFile) && !killed.HasExited)
            await Task.Delay(20, cancellationToken);
        killed.Kill();

        var models = RunAsync("models", "build", "jaffle-shop");
        using var three = new SemaphoreSlim(3);
        var lists = Enumerable
            .Range(0, 24)
            .Select(async _ =>
            {
                await three.WaitAsync(cancellationToken);
                try
                {
                    return await RunAsync("zones", "ls");
                }
                finally
                {
                    three.Release();
                }
            });

        foreach (var done in await Task.WhenAll([.. lists, models]))
            Assert.True(done.ExitCode == 0, done.Output + done.Error);
        await PrivateDatabase.WaitUntilStoppedAsync(Folder);
    }

    [Fact]
    public async Task A_command_that_comes_while_the_database_stops_starts_it_again()
    {
        for (var i = 0; i < 2; i++)
        {
            var first = await RunAsync("zones", "ls");
            Assert.True(first.ExitCode == 0, first.Error);
            await WaitUntilStoppingAsync();
        }
        await PrivateDatabase.WaitUntilStoppedAsync(Folder);
    }

    [Fact]
    public async Task A_database_that_is_killed_is_started_again_by_the_next_command()
    {
        Assert.Equal(0, (await RunAsync("zones", "ls")).ExitCode);
        if (File.Exists(PidFile))
            Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(PidFile))[0])).Kill();

        var next = await RunAsync("zones", "ls");

        Assert.True(next.ExitCode == 0, next.Error);
        await PrivateDatabase.WaitUntilStoppedAsync(Folder);
    }

    // Or until it has begun to: then the next command comes at the worst moment.
    private async Task WaitUntilStoppingAsync()
    {
        while (File.Exists(PidFile) && !IsStopping())
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private bool IsStopping()
    {
        try
        {
            return File.ReadAllLines(PidFile) is [.., var status] && status.Trim() is "stopping";
        }
        catch (IOException)
        {
            return true;
        }
    }

    private Task<CommandLine.Result> RunAsync(params string[] arguments) =>
        CliFixture.BareAsync(new Dictionary<string, string>(), [.. arguments, "--config", ConfigurationFile]);

    private Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Repository.CommandLine, .. arguments, "--config", ConfigurationFile])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}
