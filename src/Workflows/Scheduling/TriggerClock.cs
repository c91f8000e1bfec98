using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Triggers;
using Quartz;

namespace Penstock.Workflows.Scheduling;

/// <summary>
/// Fires the Timer, Cron and StartAt triggers of the published workflows. The schedule is Quartz's, in schema <c>quartz</c>;
/// the times
/// of Cron are those of <see cref="CronExpressions"/>, planned one after the other. Servers with the same database form a
/// cluster, and each firing starts one run, also when the server that fired it is gone in the middle.
/// A time that passed while no server was up is made up for once (Cron, StartAt); a Timer goes on at its next time.
/// </summary>
internal sealed class TriggerClock(
    MetadataStore store,
    TriggerStore triggers,
    StimulusSender sender,
    TimeProvider time,
    ILogger<TriggerClock> log
) : IDefinitionListener, IAsyncDisposable
{
    /// <summary>Where the jobs find this object.</summary>
    internal const string ContextKey = "clock";

    private const string Group = "workflow";
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IScheduler? _scheduler;

    /// <summary>Begins to fire.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _scheduler = await QuartzSchedulerBuilder
            .Create(quartz =>
            {
                quartz.ConfigureScheduler(options =>
                {
                    options.InstanceName = "penstock";
                    options.GenerateInstanceId = true;
                    options.IdleWaitTime = TimeSpan.FromSeconds(5);
                });
                quartz.UseDefaultThreadPool(4);
                quartz.UsePersistentStore(persistence =>
                {
                    persistence.UsePostgres(source => source.DataSourceFactory = _ => store.DataSource);
                    persistence.UseSystemTextJsonSerializer();
                    persistence.UseClustering(cluster => cluster.CheckinInterval = TimeSpan.FromSeconds(5));
                    persistence.ConfigureStore(options => options.TablePrefix = "quartz.");
                });
            })
            .BuildScheduler(cancellationToken);
        _scheduler.Context[ContextKey] = this;
        await SyncAsync(cancellationToken);
        await _scheduler.Start(cancellationToken);
    }

    /// <summary>Makes the schedule equal to the triggers that are published now.</summary>
    public async Task SyncAsync(CancellationToken cancellationToken)
    {
        if (_scheduler is not { } scheduler)
            return;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var wanted = (await triggers.ListAsync(TriggerNames.Clock, cancellationToken)).ToDictionary(t =>
                t.Id.ToString("N")
            );
            var known = await KnownAsync(cancellationToken);
            foreach (var name in known.Where(n => !wanted.ContainsKey(n)))
                await scheduler.DeleteJob(new JobKey(name, Group), cancellationToken);
            foreach (var (name, trigger) in wanted.Where(w => !known.Contains(w.Key)))
                await ScheduleAsync(scheduler, name, trigger, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task PublicationsChangedAsync(CancellationToken cancellationToken) => SyncAsync(cancellationToken);

    /// <summary>Starts the workflow of a trigger, once for each planned time.</summary>
    public async Task FireAsync(Guid id, string planned, CancellationToken cancellationToken)
    {
        if (await triggers.GetAsync(id, cancellationToken) is not { } trigger)
            return;
        await PlanNextAsync(trigger, cancellationToken);
        await sender.StartAsync(
            trigger,
            new StimulusOptions { Occasion = $"{id}/{planned}", TriggeredBy = Describe(trigger) },
            cancellationToken
        );
    }

    // Cron's times are computed one by one, so that one reader of expressions decides all of them. The next is planned before
    // this
    // one's run is started: a crash between the two repeats the firing, which starts nothing twice.
    private async Task PlanNextAsync(StoredTrigger trigger, CancellationToken cancellationToken)
    {
        if (_scheduler is not { } scheduler || trigger.Name != TriggerNames.Cron)
            return;
        var next = CronExpressions.Next(Text(trigger, "cronExpression"), time.GetUtcNow());
        if (next is not { } moment)
            return;
        var job = trigger.Id.ToString("N");
        try
        {
            var name = $"{job}/{moment.ToUnixTimeMilliseconds()}";
            await scheduler.ScheduleJob(Once(name, job, moment), new ScheduleJobOptions(), cancellationToken);
        }
        catch (ObjectAlreadyExistsException)
        {
            // It was planned by the firing that this one repeats.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_scheduler is { } scheduler)
            await scheduler.Shutdown(true);
        _gate.Dispose();
    }

    /// <summary>The schedule of a trigger; null when it has no time left.</summary>
    internal static ITrigger? Plan(string name, StoredTrigger trigger, DateTimeOffset now)
    {
        var builder = TriggerBuilder.Create().WithIdentity(name, Group);
        switch (trigger.Name)
        {
            case TriggerNames.Cron when CronExpressions.Next(Text(trigger, "cronExpression"), now) is { } next:
                return Once(name, name, next);
            case TriggerNames.Timer:
                var interval = TimeSpan.Parse(
                    Text(trigger, "interval"),
                    System.Globalization.CultureInfo.InvariantCulture
                );
                return builder
                    .StartAt(now + interval)
                    .WithSchedule(
                        SimpleScheduleBuilder
                            .Create()
                            .WithInterval(interval)
                            .RepeatForever()
                            .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithExistingCount)
                    )
                    .Build();
            case TriggerNames.StartAt
                when DateTimeOffset.Parse(Text(trigger, "dateTime"), System.Globalization.CultureInfo.InvariantCulture)
                    is var moment
                    && moment > now:
                return Once(name, name, moment);
            default:
                return null;
        }
    }

    // A time that passed while no server was up is made up for.
    private static ITrigger Once(string name, string job, DateTimeOffset moment) =>
        TriggerBuilder
            .Create()
            .WithIdentity(name, Group)
            .ForJob(job, Group)
            .StartAt(moment)
            .WithSchedule(
                SimpleScheduleBuilder
                    .Create()
                    .WithRepeatCount(0)
                    .WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)
            )
            .Build();

    private async Task ScheduleAsync(
        IScheduler scheduler,
        string name,
        StoredTrigger trigger,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (Plan(name, trigger, time.GetUtcNow()) is not { } plan)
                return;
            var job = JobBuilder
                .Create<FireTrigger>()
                .WithIdentity(name, Group)
                .WithDescription($"{trigger.Name} of {trigger.DefinitionId}")
                .RequestRecovery()
                .Build();
            await scheduler.ScheduleJob(job, plan, new ScheduleJobOptions(), cancellationToken);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Another server was faster.
        }
        catch (Exception e) when (e is SchedulerException or FormatException or Core.Errors.PenstockException)
        {
            log.LogError(
                e,
                "Trigger {Trigger} of {Definition} cannot be scheduled",
                trigger.Name,
                trigger.DefinitionId
            );
        }
    }

    private async Task<HashSet<string>> KnownAsync(CancellationToken cancellationToken)
    {
        await using var command = store.DataSource.CreateCommand(
            $"SELECT job_name FROM quartz.job_details WHERE job_group = '{Group}'"
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }

    private static string Describe(StoredTrigger trigger) =>
        trigger.Name switch
        {
            TriggerNames.Cron => $"cron {Text(trigger, "cronExpression")}",
            TriggerNames.Timer => $"every {Text(trigger, "interval")}",
            _ => $"at {Text(trigger, "dateTime")}",
        };

    private static string Text(StoredTrigger trigger, string member) =>
        (trigger.Payload as JsonObject)?.Text(member) ?? "";
}
