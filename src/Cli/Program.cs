using System.CommandLine;
using System.CommandLine.Help;
using Penstock.Cli;
using Penstock.Cli.Commands;
using Penstock.Cli.Output;

Console.OutputEncoding = System.Text.Encoding.UTF8;
// Not a RootCommand, which is called what its file is.
var root = new Command("penstock", "Penstock carries documents and transactions through the zones of a lake into a warehouse, and remembers where every number came from.")
{
    DemoCommand.Create(), RunCommand.Create(), PlanCommand.Create(), BackfillCommand.Create(), RunsCommand.Create(), StatusCommand.Create(), ZonesCommand.Create(), LineageCommand.Create(),
    TraceCommand.Create(), DiffCommand.Create(), UndoCommand.Create(), ReplayCommand.Create(), QuarantineCommand.Create(), ContractCommand.Create(), ForgetCommand.Create(), DetokeniseCommand.Create(), SandboxCommand.Create(), DoctorCommand.Create(), MigrateCommand.Create(), WorkflowsCommand.Create(),
    ModelsCommand.Create(), ServerCommand.Create(), AccessCommands.CreateUsers(), AccessCommands.CreateKeys(),
};
root.Options.Add(new HelpOption());
root.Options.Add(new VersionOption());
root.Options.Add(CliOptions.Config);
root.Options.Add(CliOptions.Json);

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"penstock: {error.Message}");
    await Console.Error.WriteLineAsync($"Next: penstock {parsed.CommandResult.Command.Name switch { var n when n == root.Name => "", var n => n + " " }}--help");
    return ExitCodes.Usage;
}
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
