using System.CommandLine;
using Penstock.Workflows.Journal;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock runs</c>: the latest runs.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var workflow = new Argument<string?>("workflow")
        {
            Description = "Only runs of this workflow.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var limit = new Option<int>("--limit", "-n") { Description = "How many.", DefaultValueFactory = _ => 20 };
        return new Command("runs", "List runs, newest first.") { workflow, limit }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var runs = await new RunQueries(platform.Platform.Metadata).ListAsync(
                    parsed.GetValue(workflow),
                    parsed.GetValue(limit),
                    cancellationToken
                );
                printer.Table(
                    ["run", "workflow", "version", "status", "started", "seconds", "incidents", "by"],
                    runs.Select(r =>
                        (IReadOnlyList<object?>)
                            [
                                r.Id.ToString(),
                                r.DefinitionId,
                                r.DefinitionVersion,
                                r.SubStatus.ToString(),
                                r.StartedAt,
                                Seconds(r.FinishedAt - r.StartedAt),
                                r.IncidentCount,
                                r.TriggeredBy,
                            ]
                    )
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static double? Seconds(TimeSpan? time) => time is { } t ? Math.Round(t.TotalSeconds, 1) : null;
}
