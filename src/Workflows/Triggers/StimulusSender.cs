using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Activities.Events;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Hosting;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Triggers;

/// <summary>
/// Tells workflows that something has happened: runs that wait for it go on, and published workflows that it starts are queued.
/// Both
/// are in the journal when a call returns.
/// </summary>
public sealed class StimulusSender(
    IServiceProvider services,
    IWorkflowJournal journal,
    RunQueue queue,
    TimeProvider time,
    ILogger<StimulusSender> log
)
{
    private WorkflowRuntime Runtime => services.GetRequiredService<WorkflowRuntime>();

    /// <summary>Sends a stimulus.</summary>
    /// <param name="name">Its kind: the type of the activities that wait for it, <see cref="TriggerNames.Event"/> for
    /// instance.</param>
    /// <param name="stimulus">What exactly happened: a value that JSON can hold, equal to what the activities wait for.</param>
    /// <param name="options">What it brings, and whom it reaches.</param>
    /// <param name="cancellationToken">Stops between two runs; those reached so far stay reached.</param>
    /// <exception cref="PenstockException">Too many runs wait to begin.</exception>
    public async Task<StimulusResult> SendAsync(
        string name,
        object stimulus,
        StimulusOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new();
        var hash = BookmarkHash.Of(name, stimulus);
        var resumed = new HashSet<Guid>();
        var filter = new BookmarkFilter
        {
            Name = name,
            Hash = hash,
            CorrelationId = options.RunId is null ? options.CorrelationId : null,
            RunId = options.RunId,
        };
        foreach (var bookmark in await journal.FindBookmarksAsync(filter, cancellationToken))
        {
            await Runtime.ResumeAsync(bookmark.RunId, bookmark.Id, options.Input, cancellationToken);
            resumed.Add(bookmark.RunId);
        }
        var started = new List<Guid>();
        if (options.RunId is null && services.GetService<Core.Metadata.MetadataStore>() is not null)
        {
            foreach (
                var trigger in await services
                    .GetRequiredService<TriggerStore>()
                    .FindAsync(name, hash, cancellationToken)
            )
            {
                if (await StartAsync(trigger, options, cancellationToken) is { } run)
                    started.Add(run);
            }
        }
        return new(started, [.. resumed]);
    }

    /// <summary>Publishes an event: what Publish Event and the API do.</summary>
    public Task<StimulusResult> PublishAsync(
        string eventName,
        object? payload,
        StimulusOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new();
        var input = new Dictionary<string, object?>(options.Input, StringComparer.Ordinal)
        {
            [Event.PayloadKey] = payload,
        };
        return SendAsync(
            TriggerNames.Event,
            new EventStimulus(eventName),
            options with
            {
                Input = input,
                TriggeredBy = options.TriggeredBy ?? $"event {eventName}",
            },
            cancellationToken
        );
    }

    /// <summary>Says that a task of Run Task is done; false when nobody waits for it.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    public async Task<bool> CompleteTaskAsync(
        string taskId,
        object? result,
        CancellationToken cancellationToken = default
    )
    {
        if (!Guid.TryParse(taskId, out var execution))
            return false;
        var waiting = await journal.FindBookmarksAsync(
            new BookmarkFilter { Name = "Elsa.RunTask", ExecutionId = execution },
            cancellationToken
        );
        foreach (var bookmark in waiting)
            await Runtime.ResumeAsync(
                bookmark.RunId,
                bookmark.Id,
                new Dictionary<string, object?> { ["Result"] = result },
                cancellationToken
            );
        return waiting.Count > 0;
    }

    /// <summary>Queues a run of a trigger's workflow.</summary>
    /// <returns>The run; null when the workflow is gone, or runs already and may not run twice.</returns>
    public async Task<Guid?> StartAsync(
        StoredTrigger trigger,
        StimulusOptions options,
        CancellationToken cancellationToken = default
    )
    {
        if (
            await services
                .GetRequiredService<IDefinitionLookup>()
                .FindVersionAsync(trigger.VersionId, cancellationToken)
            is not { Info.IsPublished: true } stored
        )
            return null;
        var run = new RunOptions
        {
            RunId = options.Occasion is { } occasion
                ? ChildIds.Of($"{trigger.DefinitionId}/{trigger.ActivityId}/{occasion}")
                : Guid.CreateVersion7(time.GetUtcNow()),
            Input = options.Input,
            CorrelationId = options.CorrelationId,
            TriggerActivityId = trigger.ActivityId,
            TriggeredBy = options.TriggeredBy ?? trigger.Name,
        };
        if (stored.Definition.Options.ActivationStrategy is null or ActivationStrategy.AllowAlways)
        {
            await queue.EnqueueAsync(stored.Definition, [run], cancellationToken);
            return run.RunId;
        }
        try
        {
            // Only a start looks whether another run is in the way; the queue does not.
            if (await journal.FindAsync(run.RunId.Value, cancellationToken) is null)
                await Runtime.StartAsync(stored.Definition, run, cancellationToken);
            return run.RunId;
        }
        catch (UsageException e)
        {
            log.LogInformation(
                "Trigger {Trigger} of {Definition} started nothing: {Reason}",
                trigger.Name,
                trigger.DefinitionId,
                e.Message
            );
            return null;
        }
    }
}
