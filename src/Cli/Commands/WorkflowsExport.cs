using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Errors;
using Penstock.Core.Files;
using Penstock.Pipelines;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock workflows export</c>: from the store into the workflows folder, a file or an archive.</summary>
internal static class WorkflowsExport
{
    public static Command Create()
    {
        var ids = new Argument<string[]>("workflow")
        {
            Description = "Which definitions; all when none is named.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var to = new Option<string?>("--to", "-o")
        {
            Description = "A .json file (one definition) or a .zip; the workflows folder when left out.",
        };
        var related = new Option<bool>("--with-related")
        {
            Description = "Also the definitions that these use and that use these.",
        };
        var published = new Option<bool>("--published")
        {
            Description = "The published versions instead of the newest.",
        };
        var form = new Option<string?>("--for")
        {
            Description =
                "elsa-server: one definition in a form that any Elsa 3 server can run; its steps call this server.",
        };
        var address = new Option<string?>("--address")
        {
            Description = "With --for: this server's address as the other one sees it. Default: server.listen.",
        };
        return new Command("export", "Write definitions of the store to the workflows folder, or to a file.")
        {
            ids,
            to,
            related,
            published,
            form,
            address,
        }.WithDefinitions(
            async (parsed, services, platform, printer, cancellationToken) =>
            {
                if (parsed.GetValue(form) is { } asked)
                    return await ElsaServerFile.WriteAsync(
                        asked,
                        parsed.GetValue(ids) ?? [],
                        parsed.GetValue(published),
                        parsed.GetValue(to),
                        parsed.GetValue(address),
                        services,
                        platform,
                        printer,
                        cancellationToken
                    );
                var store = services.GetRequiredService<IDefinitionStore>();
                var versions = parsed.GetValue(published) ? VersionOptions.Published : VersionOptions.Latest;
                IReadOnlyList<StoredDefinition> definitions = await FindAsync(
                    store,
                    parsed.GetValue(ids) ?? [],
                    versions,
                    cancellationToken
                );
                if (parsed.GetValue(related))
                    definitions = await store.WithRelativesAsync(definitions, cancellationToken);
                var written = parsed.GetValue(to) is { } target
                    ? await WriteAsync(definitions, Path.GetFullPath(target), cancellationToken)
                    : await WriteAsync(definitions, platform, cancellationToken);
                printer.Data(
                    written,
                    files =>
                    {
                        foreach (var file in files)
                            Console.Out.WriteLine($"wrote {file}");
                        if (files.Count == 0)
                            Console.Out.WriteLine("nothing to write: the folder holds the same");
                    }
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static async Task<List<StoredDefinition>> FindAsync(
        IDefinitionStore store,
        string[] ids,
        VersionOptions versions,
        CancellationToken cancellationToken
    )
    {
        var found = new List<StoredDefinition>();
        await foreach (
            var stored in store.ReadAsync(new() { Versions = versions, DefinitionIds = ids }, cancellationToken)
        )
            found.Add(stored);
        foreach (var id in ids.Except(found.Select(f => f.Info.DefinitionId), StringComparer.Ordinal))
            throw new UsageException(
                $"There is no such definition in the store ({versions.Name.ToLowerInvariant()})",
                id,
                "penstock workflows ls"
            );
        return found;
    }

    private static async Task<List<string>> WriteAsync(
        IReadOnlyList<StoredDefinition> definitions,
        Platform platform,
        CancellationToken cancellationToken
    )
    {
        var folder = platform.GitFolder();
        var files = await folder.ReadAsync(cancellationToken);
        var written = new List<string>();
        foreach (var stored in definitions)
        {
            if (await folder.WriteAsync(stored, files, cancellationToken) is { } file)
                written.Add(file);
        }
        return written;
    }

    private static async Task<List<string>> WriteAsync(
        IReadOnlyList<StoredDefinition> definitions,
        string target,
        CancellationToken cancellationToken
    )
    {
        if (target.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            await WholeFile.WriteAsync(
                target,
                async draft =>
                {
                    await using var stream = File.Create(draft);
                    DefinitionArchive.Write(definitions, stream);
                }
            );
        }
        else if (definitions is [var one])
            await DefinitionWriter.WriteFileAsync(EditorView.ForExport(one), target, cancellationToken);
        else
            throw new UsageException(
                $"A JSON file holds one definition, and {definitions.Count} were asked for",
                target,
                "name a .zip, or one definition"
            );
        return [target];
    }
}
