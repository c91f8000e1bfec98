using System.CommandLine;
using Penstock.Cli;
using Penstock.Cli.Output;

Console.OutputEncoding = System.Text.Encoding.UTF8;
var root = PenstockCommand.Create();
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync($"penstock: {error.Message}");
    await Console.Error.WriteLineAsync(
        $"Next: penstock {parsed.CommandResult.Command.Name switch { var n when n == root.Name => "", var n => n + " " }}--help"
    );
    return ExitCodes.Usage;
}
return await parsed.InvokeAsync(
    new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    }
);
