using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Core.Metadata;
using Penstock.Workflows.Triggers;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>Registers what looks for new things; a server calls it every few seconds.</summary>
internal static class TriggerWatches
{
    public static IServiceCollection AddTriggerWatches(this IServiceCollection services) =>
        services
            .AddSingleton<ITriggerWatch>(sp => new NewFileWatch(
                sp.GetRequiredService<Platform>(),
                sp.GetRequiredService<TriggerStore>(),
                sp.GetRequiredService<StimulusSender>(),
                sp.GetRequiredService<TimeProvider>(),
                Log<NewFileWatch>(sp)
            ))
            .AddSingleton<ITriggerWatch>(sp => new NewObjectWatch(
                sp.GetRequiredService<MetadataStore>(),
                sp.GetRequiredService<TriggerStore>(),
                sp.GetRequiredService<StimulusSender>(),
                sp.GetRequiredService<TimeProvider>(),
                Log<NewObjectWatch>(sp)
            ))
            .AddSingleton<ITriggerWatch>(sp => new RunCompletedWatch(
                sp.GetRequiredService<MetadataStore>(),
                sp.GetRequiredService<TriggerStore>(),
                sp.GetRequiredService<StimulusSender>(),
                sp.GetRequiredService<TimeProvider>(),
                Log<RunCompletedWatch>(sp)
            ));

    private static ILogger<T> Log<T>(IServiceProvider services) =>
        services.GetService<ILogger<T>>() ?? NullLogger<T>.Instance;
}
