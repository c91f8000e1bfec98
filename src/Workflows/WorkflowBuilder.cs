using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Resilience;

namespace Penstock.Workflows;

/// <summary>What can be added to the engine when it is registered.</summary>
public sealed class WorkflowBuilder
{
    private readonly List<Type> _activities = [];
    private readonly List<ResilienceStrategy> _strategies = [];

    internal WorkflowBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that the engine is registered in.</summary>
    public IServiceCollection Services { get; }

    internal IReadOnlyList<Type> Activities => _activities;

    internal IReadOnlyList<ResilienceStrategy> ResilienceStrategies => _strategies;

    /// <summary>Adds one activity class.</summary>
    public WorkflowBuilder AddActivity<T>()
        where T : IActivity
    {
        _activities.Add(typeof(T));
        return this;
    }

    /// <summary>
    /// Adds all concrete activity classes of an assembly that have a public constructor; private nested classes are left out.
    /// </summary>
    public WorkflowBuilder AddActivitiesFrom(Assembly assembly)
    {
        _activities.AddRange(
            assembly
                .GetTypes()
                .Where(t =>
                    t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false, IsNestedPrivate: false }
                    && typeof(IActivity).IsAssignableFrom(t)
                    && t.GetConstructors().Length > 0
                )
        );
        return this;
    }

    /// <summary>Names retry settings, for activities that say <c>"resilienceStrategy": {"strategyId": "…"}</c>.</summary>
    public WorkflowBuilder AddResilienceStrategy(string id, ResilienceSettings settings, string? displayName = null)
    {
        _strategies.Add(new ResilienceStrategy(id, displayName ?? id, settings));
        return this;
    }
}
