using System.CommandLine;
using System.CommandLine.Parsing;
using Penstock.Cli;
using Penstock.Cli.Output;

Console.OutputEncoding = System.Text.Encoding.UTF8;

// Programs are found by it, and whoever started us with an empty environment (env -i, some service managers) has none.
if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("PATH")))
    Environment.SetEnvironmentVariable("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
UnexpectedErrors.Watch(args.Contains(CliOptions.Json.Name));
var root = PenstockCommand.Create();
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync($"penstock: {error.Message}");
    await Console.Error.WriteLineAsync($"Next: {string.Join(' ', NamesUpTo(parsed.CommandResult).Reverse())} --help");
    return ExitCodes.Usage;
}
return await parsed.InvokeAsync(
    new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    }
);

static IEnumerable<string> NamesUpTo(CommandResult named)
{
    for (SymbolResult? at = named; at is CommandResult command; at = at.Parent)
        yield return command.Parent is null ? "penstock" : command.Command.Name;
}
