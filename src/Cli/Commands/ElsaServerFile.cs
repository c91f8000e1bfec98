using Microsoft.Extensions.DependencyInjection;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Pipelines;
using Penstock.Server.Api.Steps.Export;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock workflows export --for elsa-server</c>: one definition of built-in activities alone.</summary>
internal static class ElsaServerFile
{
    public static async Task<int> WriteAsync(
        string form,
        string[] names,
        bool isPublished,
        string? to,
        string? address,
        IServiceProvider services,
        Platform platform,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        if (form != "elsa-server")
            throw new UsageException("There is no such form of export", form, "--for elsa-server");
        if (names is not [var name])
            throw new UsageException(
                "This form is written for one definition at a time",
                $"{names.Length} were named",
                "penstock workflows export --for elsa-server <workflow>"
            );
        var definition = File.Exists(name)
            ? await DefinitionReader.ReadFileAsync(name, cancellationToken)
            : (
                await services
                    .GetRequiredService<IDefinitionStore>()
                    .FindAsync(name, isPublished ? VersionOptions.Published : VersionOptions.Latest, cancellationToken)
            )?.Definition
                ?? throw new UsageException(
                    "There is no such definition in the store, and no such file",
                    name,
                    "penstock workflows ls"
                );
        address ??= platform.Configuration.Options.Server.Listen.Split(';')[0];
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new UsageException(
                "The address is not an http or https address",
                address,
                "--address https://penstock.example.com"
            );
        var document = new ElsaServerExport(services.GetRequiredService<ActivityRegistry>()).Transform(
            definition,
            new ElsaServerOptions(uri)
        );
        var file = Path.GetFullPath(to ?? $"{definition.DefinitionId}.elsa-server.json");
        await DefinitionWriter.WriteFileAsync(document.Json, file, cancellationToken);
        string[] notes =
        [
            .. document.Notes,
            .. uri.IsLoopback
                ? [$"the steps call {uri}, which only this machine reaches; give --address"]
                : (string[])[],
        ];
        printer.Data(
            new { file, notes },
            written =>
            {
                Console.Out.WriteLine($"wrote {written.file}");
                foreach (var note in written.notes)
                    Console.Out.WriteLine($"note: {note}");
            }
        );
        return ExitCodes.Ok;
    }
}
