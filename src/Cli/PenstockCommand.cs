using System.CommandLine;
using System.CommandLine.Help;
using Penstock.Cli.Commands;
using Penstock.Cli.Output;

namespace Penstock.Cli;

/// <summary>All commands.</summary>
internal static class PenstockCommand
{
    public static Command Create()
    {
        // Not a RootCommand, which is called what its file is.
        var root = new Command(
            "penstock",
            "Penstock carries documents and transactions through the zones of a lake into a warehouse, and remembers where every number came from."
        )
        {
            DemoCommand.Create(),
            RunCommand.Create(),
            PlanCommand.Create(),
            BackfillCommand.Create(),
            RunsCommand.Create(),
            StatusCommand.Create(),
            ZonesCommand.Create(),
            LineageCommand.Create(),
            TraceCommand.Create(),
            DiffCommand.Create(),
            UndoCommand.Create(),
            ReplayCommand.Create(),
            QuarantineCommand.Create(),
            ContractCommand.Create(),
            ForgetCommand.Create(),
            DetokeniseCommand.Create(),
            SandboxCommand.Create(),
            DoctorCommand.Create(),
            MigrateCommand.Create(),
            WorkflowsCommand.Create(),
            ModelsCommand.Create(),
            ServerCommand.Create(),
            AccessCommands.CreateUsers(),
            AccessCommands.CreateKeys(),
        };
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption());
        root.Options.Add(CliOptions.Config);
        root.Options.Add(CliOptions.Json);
        return root;
    }
}
