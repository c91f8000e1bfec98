using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Pipelines;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Git;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock workflows import</c>: from files, archives or the workflows folder into the store.</summary>
internal static class WorkflowsImport
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file")
        {
            Description = "JSON files, ZIP archives or folders; the workflows folder when left out.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var publish = new Option<bool>("--publish")
        {
            Description =
                "Publish what is imported; drafts otherwise. What comes from the workflows folder is published in any case.",
        };
        return new Command("import", "Read definitions from the workflows folder, or from files, into the store.")
        {
            files,
            publish,
        }.WithDefinitions(
            async (parsed, services, platform, printer, cancellationToken) =>
            {
                var (saved, refused) = parsed.GetValue(files) is { Length: > 0 } named
                    ? (
                        await ReadAsync(
                            services.GetRequiredService<IDefinitionStore>(),
                            named,
                            parsed.GetValue(publish),
                            cancellationToken
                        ),
                        []
                    )
                    : await LoadAsync(services, platform, cancellationToken);
                printer.Data(
                    saved
                        .Select(i => new
                        {
                            i.DefinitionId,
                            i.Name,
                            i.Version,
                            i.IsPublished,
                        })
                        .ToList(),
                    items =>
                    {
                        foreach (var item in items)
                            Console.Out.WriteLine(
                                $"{(item.IsPublished ? "published" : "saved")} {item.DefinitionId} version {item.Version} ({item.Name})"
                            );
                        if (items.Count == 0)
                            Console.Out.WriteLine("nothing to import: the store holds the same");
                    }
                );
                foreach (var error in refused)
                    printer.Error(error);
                return refused.Count == 0 ? ExitCodes.Ok : ExitCodes.Usage;
            }
        );
    }

    private static async Task<(IReadOnlyList<DefinitionInfo>, IReadOnlyList<PenstockException>)> LoadAsync(
        IServiceProvider services,
        Platform platform,
        CancellationToken cancellationToken
    )
    {
        var load = await services
            .GetRequiredService<GitDefinitions>()
            .LoadAsync(platform.GitFolder(), platform.GitMode(), cancellationToken);
        return (load.Loaded, load.Refused);
    }

    private static async Task<IReadOnlyList<DefinitionInfo>> ReadAsync(
        IDefinitionStore store,
        string[] names,
        bool publish,
        CancellationToken cancellationToken
    )
    {
        var definitions = names.SelectMany(Files).SelectMany(Read).ToList();
        var saved = new List<DefinitionInfo>();
        foreach (var definition in definitions)
            saved.Add(
                (await store.SaveAsync(new SaveRequest(definition.ToJson()) { Publish = publish }, cancellationToken))
                    .Stored
                    .Info
            );
        return saved;
    }

    private static IEnumerable<string> Files(string name) =>
        Directory.Exists(name)
            ? Directory.EnumerateFiles(name, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : File.Exists(name) ? [name]
        : throw new UsageException("There is no such file or folder", name, "penstock workflows import --help");

    private static IReadOnlyList<WorkflowDefinition> Read(string file)
    {
        using var stream = File.OpenRead(file);
        return DefinitionArchive.Read(stream, file);
    }
}
