using Npgsql;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Pipelines;

namespace Penstock.Cli;

/// <summary>
/// Sends the events of a run that has ended to the configured lineage server. The run's outcome stands whatever comes of it.
/// </summary>
internal static class LineageNotes
{
    public static async Task DeliverAsync(Platform platform, Printer printer, CancellationToken cancellationToken)
    {
        try
        {
            using var delivery = platform.OpenLineageDelivery();
            if (delivery is null)
                return;
            var report = await delivery.DeliverAsync(cancellationToken);
            if (report.Delivered > 0)
                printer.Note($"{Units.Count(report.Delivered)} lineage events delivered");
            if (report.Error is { } error)
                printer.Note(
                    $"{Units.Count(report.Waiting)} lineage events could not be delivered ({error}); they wait for the end of the next run"
                );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            printer.Note("interrupted; lineage events that were not delivered wait for the end of the next run");
        }
        catch (Exception e) when (e is PenstockException or NpgsqlException)
        {
            printer.Note($"lineage events could not be delivered ({e.Message}); they wait for the end of the next run");
        }
    }
}
