using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Pipelines.Planning;
using Penstock.Workflows.Journal;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock status</c>: one run, activity by activity.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run's id, or its first or last eight digits." };
        return new Command(
            "status",
            "Show one run: its activities with rows, bytes, time and rate, warnings, and what went wrong."
        )
        {
            run,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var details = await new RunQueries(platform.Platform.Metadata).GetAsync(
                    parsed.GetRequiredValue(run),
                    cancellationToken
                );
                Print(details, printer);
                PlanCommand.PrintScore(
                    await new PlanScores(platform.Platform.Metadata).FindAsync(details.Run.Id, cancellationToken),
                    printer
                );
                return ExitCodes.Ok;
            }
        );
    }

    public static void Print(RunDetails details, Printer printer) =>
        printer.Data(
            details,
            _ =>
            {
                var run = details.Run;
                Console.Out.WriteLine(
                    $"{run.Name}  {run.SubStatus}  {Units.Duration((run.FinishedAt ?? DateTimeOffset.UtcNow) - (run.StartedAt ?? run.CreatedAt))}  run {run.Id}"
                );
                printer.Table(
                    ["step", "status", "rows", "bytes", "seconds", "rows/s"],
                    details
                        .Activities.Where(a => !a.IsControlFlow)
                        .Select(a =>
                        {
                            var seconds = ((a.CompletedAt ?? DateTimeOffset.UtcNow) - a.StartedAt).TotalSeconds;
                            var rows = a.Counters.GetValueOrDefault("rows");
                            var bytes = a.Counters.GetValueOrDefault("bytes");
                            return (IReadOnlyList<object?>)
                                [
                                    a.ActivityName ?? a.ActivityId,
                                    a.Status.ToString(),
                                    new Figure(rows),
                                    bytes == 0 ? null : Units.Bytes(bytes),
                                    Math.Round(seconds, 2),
                                    rows == 0 ? null : new Figure((long)(rows / Math.Max(seconds, 0.001))),
                                ];
                        })
                );
                foreach (var activity in details.Activities)
                {
                    foreach (var warning in activity.Warnings)
                        Console.Out.WriteLine($"warning in {activity.ActivityName ?? activity.ActivityId}: {warning}");
                }
                foreach (var incident in details.Incidents)
                    Console.Out.WriteLine(
                        $"incident in {incident.ActivityName ?? incident.ActivityId}: {incident.Message}"
                    );
            }
        );
}
