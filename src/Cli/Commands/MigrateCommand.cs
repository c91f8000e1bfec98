using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Core.Configuration;
using Penstock.Core.Metadata;
using Penstock.Sandbox.Servers;
using Penstock.Server;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock migrate</c>: brings the metadata database to the state this version expects.</summary>
internal static class MigrateCommand
{
    public static Command Create() =>
        new Command("migrate", "Bring the metadata database up to date (other commands do so by themselves).").With(
            async (parsed, printer, cancellationToken) =>
            {
                var configuration = PenstockConfiguration.Load(
                    CliPlatform.FindConfiguration(parsed.GetValue(CliOptions.Config))
                );
                await using var databases = new EmbeddedDatabases(configuration);
                await using var store = MetadataStore.Open(
                    await databases.ConnectionStringAsync(configuration.Options.Metadata, "metadata", cancellationToken)
                );
                var applied = await new Migrator(store, PenstockServer.Modules).MigrateAsync(cancellationToken);
                printer.Data(
                    applied,
                    files =>
                    {
                        foreach (var file in files)
                            Console.Out.WriteLine($"applied {file}");
                        if (files.Count == 0)
                            Console.Out.WriteLine("nothing to apply");
                    }
                );
                return ExitCodes.Ok;
            }
        );
}
