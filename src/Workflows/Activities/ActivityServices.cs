using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Core.Metadata;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Activities.Http;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Hosting;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Scheduling;
using Penstock.Workflows.Triggers;

namespace Penstock.Workflows.Activities;

/// <summary>Registers what the built-in activities need besides the engine.</summary>
internal static class ActivityServices
{
    public static void AddActivityServices(this IServiceCollection services)
    {
        services.TryAddSingleton(new HttpActivityOptions());
        services.TryAddSingleton<HttpSender>();
        services.TryAddSingleton<HttpExchanges>();
        services.TryAddSingleton(new RunQueueOptions());
        services.TryAddSingleton(sp => new RunQueue(
            sp,
            sp.GetRequiredService<IWorkflowJournal>(),
            sp.GetRequiredService<RunQueueOptions>(),
            Log<RunQueue>(sp)
        ));
        services.TryAddSingleton(sp => new ChildRuns(
            sp,
            sp.GetRequiredService<IWorkflowJournal>(),
            sp.GetRequiredService<RunQueue>(),
            Log<ChildRuns>(sp)
        ));
        services.AddSingleton<IWorkflowObserver>(sp => sp.GetRequiredService<ChildRuns>());
        services.TryAddSingleton(sp => new StimulusSender(
            sp,
            sp.GetRequiredService<IWorkflowJournal>(),
            sp.GetRequiredService<RunQueue>(),
            sp.GetRequiredService<TimeProvider>(),
            Log<StimulusSender>(sp)
        ));
        services.TryAddSingleton<TriggerStore>();
        services.TryAddSingleton<TriggerReader>();
        services.TryAddSingleton<TriggerIndexer>();
        services.AddSingleton<IPublishRule>(sp => sp.GetRequiredService<TriggerIndexer>());
        services.AddSingleton<IDefinitionObserver>(sp => sp.GetRequiredService<TriggerIndexer>());
        services.TryAddSingleton(sp => new TriggerClock(
            sp.GetRequiredService<MetadataStore>(),
            sp.GetRequiredService<TriggerStore>(),
            sp.GetRequiredService<StimulusSender>(),
            sp.GetRequiredService<TimeProvider>(),
            Log<TriggerClock>(sp)
        ));
        services.AddSingleton<IDefinitionListener>(sp => sp.GetRequiredService<TriggerClock>());
        services.TryAddSingleton<DueBookmarks>();
        services.TryAddSingleton<QueueLimits>();
        services.TryAddSingleton(sp => new ChildSweep(
            sp.GetRequiredService<MetadataStore>(),
            sp.GetRequiredService<WorkflowRuntime>()
        ));
    }

    private static ILogger<T> Log<T>(IServiceProvider services) =>
        services.GetService<ILogger<T>>() ?? NullLogger<T>.Instance;
}
