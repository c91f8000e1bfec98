using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Core.Metadata;
using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>Registers the store. It needs a <see cref="MetadataStore"/>, asked for when the store is first used.</summary>
internal static class DefinitionServices
{
    public static void AddDefinitionStore(this IServiceCollection services)
    {
        services.TryAddSingleton<HttpEndpointClaims>();
        services.AddSingleton<IPublishRule>(sp => sp.GetRequiredService<HttpEndpointClaims>());
        services.AddSingleton<IDefinitionObserver>(sp => sp.GetRequiredService<HttpEndpointClaims>());
        services.TryAddSingleton<WorkflowActivities>();
        services.AddSingleton<IDefinitionListener>(sp => sp.GetRequiredService<WorkflowActivities>());
        services.TryAddSingleton<IDefinitionStore>(sp => new PostgresDefinitionStore(
            sp.GetRequiredService<MetadataStore>(),
            sp.GetRequiredService<DefinitionValidator>(),
            sp.GetRequiredService<TimeProvider>(),
            () =>
                (
                    [.. sp.GetServices<IPublishRule>()],
                    [.. sp.GetServices<IDefinitionObserver>()],
                    [.. sp.GetServices<IDefinitionListener>()]
                )
        ));
        services.TryAddSingleton<Git.GitDefinitions>();
        services.TryAddSingleton<Git.GitComparison>();
        services.TryAddSingleton<InputOptions>();
        services.TryAddSingleton<ReferenceUpdates>();
        services.TryAddSingleton<ActivityGraph>();
        services.TryAddSingleton<IDefinitionLookup>(sp => sp.GetRequiredService<IDefinitionStore>());
    }
}
