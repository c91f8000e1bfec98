using Microsoft.Extensions.DependencyInjection;
using Penstock.Pipelines.Activities;
using Penstock.Pipelines.Activities.Triggers;
using Penstock.Workflows;

namespace Penstock.Pipelines;

/// <summary>Registers the engine with the ELT activities.</summary>
public static class PipelineServices
{
    /// <summary>The services a workflow of this platform runs with.</summary>
    public static ServiceProvider Build(Platform platform) =>
        new ServiceCollection().AddPipelines(platform).BuildServiceProvider();

    /// <summary>Registers a platform, the engine and the ELT activities; the platform stays its opener's to dispose.</summary>
    public static IServiceCollection AddPipelines(this IServiceCollection services, Platform platform) =>
        services
            .AddSingleton(platform)
            .AddSingleton(platform.Metadata)
            .AddSingleton<Connections.ConnectionLimits>()
            .AddSingleton(EngineConfiguration.Options(platform.Configuration.Options.Engine))
            .AddWorkflows(workflows =>
            {
                workflows.AddActivitiesFrom(typeof(StepActivity).Assembly);
                foreach (var strategy in EngineConfiguration.Strategies(platform.Configuration.Options.Engine))
                    workflows.AddResilienceStrategy(strategy.Id, strategy.Settings, strategy.DisplayName);
            })
            .AddTriggerWatches();
}
