using System.CommandLine;
using System.Text.RegularExpressions;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>No command ends with a bare exception, wherever in its process one is thrown.</summary>
public sealed partial class UnexpectedErrorTests(CliFixture cli)
{
    [Fact]
    public async Task An_error_on_another_thread_ends_the_command_with_words()
    {
        var result = await WithFaultAsync("thread", "zones", "ls");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("An error that Penstock does not know", result.Error, StringComparison.Ordinal);
        Assert.Contains("sesame of another thread", result.Error, StringComparison.Ordinal);
        AssertNotBare(result);
    }

    [Fact]
    public async Task A_failed_task_that_nobody_waits_for_ends_nothing()
    {
        var result = await WithFaultAsync("task", "zones", "ls");

        Assert.True(result.ExitCode == 0, result.Error);
        AssertNotBare(result);
    }

    [Fact]
    public async Task Each_command_explains_a_fault_of_its_body()
    {
        using var folder = new TestFolder();
        // No folder can be made there, which no command foresees.
        await File.WriteAllTextAsync(folder["penstock.yml"], "metadata:\n  embedded: /proc/self/postgres\n");
        var leaves = Leaves(PenstockCommand.Create()).Where(c => !Starters.Contains(c.Words[0])).ToList();
        Assert.True(leaves.Count > 40, $"{leaves.Count} commands");

        var failed = 0;
        foreach (var (words, command) in leaves)
        {
            var parsed = PenstockCommand
                .Create()
                .Parse([.. words, .. Required(command), "--config", folder["penstock.yml"]]);
            Assert.True(parsed.Errors.Count == 0, $"{string.Join(' ', words)}: {string.Join(", ", parsed.Errors)}");

            var code = await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false },
                TestContext.Current.CancellationToken
            );

            // Whoever needs no database may well succeed; an exception would have ended the test.
            Assert.True(code is ExitCodes.Ok or ExitCodes.Failed or ExitCodes.Usage, string.Join(' ', words));
            failed += code == ExitCodes.Ok ? 0 : 1;
        }
        Assert.True(failed > 35, $"{failed} commands failed");
    }

    // They start servers before they read a configuration.
    private static readonly string[] Starters = ["demo", "sandbox", "server"];

    private static IEnumerable<(string[] Words, Command Command)> Leaves(Command command, params string[] above) =>
        command.Subcommands.Count == 0
            ? [(above, command)]
            : command.Subcommands.SelectMany(c => Leaves(c, [.. above, c.Name]));

    private static IEnumerable<string> Required(Command command) =>
        command
            .Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0)
            .Select(_ => "x")
            .Concat(command.Options.Where(o => o.Required).SelectMany(o => new[] { o.Name, "x=1" }));

    [GeneratedRegex(@"^\s+at \w+\.", RegexOptions.Multiline)]
    private static partial Regex StackFrame();

    private static void AssertNotBare(CommandLine.Result result)
    {
        Assert.DoesNotContain("Unhandled exception", result.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(StackFrame(), result.Error);
    }

    private Task<CommandLine.Result> WithFaultAsync(string fault, params string[] arguments) =>
        cli.RunWithAsync(
            new Dictionary<string, string>
            {
                ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
                [StartupHook.Variable] = fault,
            },
            arguments
        );
}
