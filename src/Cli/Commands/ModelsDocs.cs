using System.CommandLine;
using Penstock.LakeLayers.Models.Docs;
using Penstock.LakeLayers.Models.Testing;
using Penstock.Lineage.Datasets;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock models docs</c>: a page that explains a workflow's models.</summary>
internal static class ModelsDocs
{
    public static Command Create(Argument<string> workflow, Option<string[]> variables)
    {
        var output = new Option<string?>("--out", "-o")
        {
            Description = "The file to write. Default: <workflow>-models.html in this folder.",
        };
        return new Command(
            "docs",
            "Write one HTML page: what reads what, and of each model its columns, tests and SQL."
        )
        {
            workflow,
            variables,
            output,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var (name, lake) = (parsed.GetRequiredValue(workflow), platform.Platform.Lake);
                var project = await ModelsCommand.LoadAsync(parsed, platform.Platform, cancellationToken);
                var schemas = new Dictionary<string, IReadOnlyList<FieldSchema>>();
                foreach (var table in project.Models.Select(m => m.Table))
                {
                    if ((await lake.Tables.FindCurrentAsync(table, cancellationToken))?.Schema is { } columns)
                        schemas[$"{table}"] = columns;
                    else if (await lake.Views.FindAsync(table, cancellationToken) is { } view)
                        schemas[$"{table}"] = view.Schema;
                }
                var path = parsed.GetValue(output) ?? $"{name}-models.html";
                await File.WriteAllTextAsync(
                    path,
                    ModelPage.Write(
                        name,
                        project,
                        schemas,
                        await new TestQueries(lake).LastAsync(name, cancellationToken)
                    ),
                    cancellationToken
                );
                printer.Data(
                    new { file = Path.GetFullPath(path), models = project.Models.Count },
                    page => Console.Out.WriteLine(page.file)
                );
                return ExitCodes.Ok;
            }
        );
    }
}
