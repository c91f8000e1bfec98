using System.CommandLine;
using Penstock.Cli.Output;

namespace Penstock.Cli;

/// <summary>Gives a command its body, with one way of reporting errors and one meaning of exit codes.</summary>
internal static class CliCommand
{
    /// <summary>Sets the body of a command that needs the platform (configuration, databases, lake).</summary>
    public static Command WithPlatform(
        this Command command,
        Func<ParseResult, CliPlatform, Printer, CancellationToken, Task<int>> body
    ) =>
        command.With(
            async (parsed, printer, cancellationToken) =>
            {
                await using var platform = await CliPlatform.OpenAsync(
                    parsed.GetValue(CliOptions.Config),
                    printer,
                    cancellationToken
                );
                return await body(parsed, platform, printer, cancellationToken);
            }
        );

    /// <summary>Sets the body of a command.</summary>
    public static Command With(this Command command, Func<ParseResult, Printer, CancellationToken, Task<int>> body)
    {
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var printer = new Printer(parsed.GetValue(CliOptions.Json));
                try
                {
                    return await body(parsed, printer, cancellationToken);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    printer.Note(
                        "interrupted; what was not published is not there, and the same command goes on from it"
                    );
                    return ExitCodes.Interrupted;
                }
                catch (Exception e)
                {
                    var error = UnexpectedErrors.Explain(e);
                    printer.Error(error);
                    return error.ExitCode;
                }
            }
        );
        return command;
    }
}
