using System.Globalization;
using Quartz;

namespace Penstock.Workflows.Scheduling;

/// <summary>The job of a trigger whose time has come. Its name is the trigger's id.</summary>
internal sealed class FireTrigger : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var clock = (TriggerClock)context.Scheduler.Context[TriggerClock.ContextKey]!;
        // A firing that another server left unfinished has its own time, but it is the same occasion.
        var planned =
            context.Recovering
            && context.MergedJobDataMap.TryGetValue(
                SchedulerConstants.FailedJobOriginalTriggerScheduledFireTime,
                out var original
            )
                ? Convert.ToString(original, CultureInfo.InvariantCulture)
                : (context.ScheduledFireTimeUtc ?? context.FireTimeUtc)
                    .ToUnixTimeMilliseconds()
                    .ToString(CultureInfo.InvariantCulture);
        await clock.FireAsync(Guid.Parse(context.JobDetail.Key.Name), planned!, cancellationToken);
    }
}
