using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Cli.Output;
using Penstock.Pipelines;
using Penstock.Workflows.Definitions.Git;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock workflows</c>: the definitions of the store and of the workflows folder.</summary>
internal static class WorkflowsCommand
{
    public static Command Create() =>
        new("workflows", "List workflow definitions, and move them between the store and the workflows folder.")
        {
            List(),
            WorkflowsExport.Create(),
            WorkflowsImport.Create(),
            Diff(),
        };

    private static Command List() =>
        new Command("ls", "List the newest version of every definition in the store.").WithDefinitions(
            async (_, services, _, printer, cancellationToken) =>
            {
                var page = await services
                    .GetRequiredService<IDefinitionStore>()
                    .ListAsync(
                        new() { Versions = VersionOptions.LatestOrPublished, OrderBy = DefinitionOrder.Name },
                        cancellationToken
                    );
                printer.Table(
                    ["workflow", "name", "version", "published", "from", "read-only", "saved"],
                    page.Items.GroupBy(i => i.DefinitionId, StringComparer.Ordinal)
                        .Select(versions =>
                        {
                            var latest = versions.MaxBy(v => v.Version)!;
                            return (IReadOnlyList<object?>)
                                [
                                    latest.DefinitionId,
                                    latest.Name,
                                    latest.Version,
                                    versions.FirstOrDefault(v => v.IsPublished)?.Version,
                                    latest.ProviderName,
                                    printer.IsJson ? latest.IsReadonly
                                    : latest.IsReadonly ? "yes"
                                    : "",
                                    latest.SavedAt,
                                ];
                        })
                );
                return ExitCodes.Ok;
            }
        );

    private static Command Diff()
    {
        var ids = new Argument<string[]>("workflow")
        {
            Description = "Only these definitions.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return new Command(
            "diff",
            "Show where the store differs from the workflows folder; exit code 1 when it does, as diff has it."
        )
        {
            ids,
        }.WithDefinitions(
            async (parsed, services, platform, printer, cancellationToken) =>
            {
                var all = await services
                    .GetRequiredService<GitComparison>()
                    .CompareAsync(platform.GitFolder(), parsed.GetValue(ids) ?? [], cancellationToken);
                var differences = all.Where(d => d.State != GitState.Same).ToList();
                printer.Data(differences, Draw);
                if (differences.Count == 0)
                    printer.Note($"{Units.Count(all.Count)} definitions, no difference");
                return differences.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
            }
        );
    }

    private static void Draw(List<GitDifference> differences)
    {
        foreach (var difference in differences)
        {
            Console.Out.WriteLine(
                $"{difference.DefinitionId}: {difference.State switch
            {
                GitState.OnlyInStore => "only in the store",
                GitState.OnlyInFolder => $"only in {difference.File}",
                _ => $"differs from {difference.File}",
            }}"
            );
            foreach (var line in difference.Lines)
                Console.Out.WriteLine($"  {line}");
        }
    }

    /// <summary>Sets the body of a command that works on definitions.</summary>
    public static Command WithDefinitions(
        this Command command,
        Func<ParseResult, IServiceProvider, Platform, Printer, CancellationToken, Task<int>> body
    ) =>
        command.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                await using var services = PipelineServices.Build(platform.Platform);
                return await body(parsed, services, platform.Platform, printer, cancellationToken);
            }
        );
}
