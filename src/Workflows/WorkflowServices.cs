using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Expressions.JavaScript;
using Penstock.Workflows.Expressions.Liquid;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Resilience;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows;

/// <summary>Registers the engine.</summary>
public static class WorkflowServices
{
    /// <summary>
    /// Registers runner, registries and the built-in activities. The journal is PostgreSQL when a
    /// <see cref="Core.Metadata.MetadataStore"/> is registered, else memory; register an <see cref="IWorkflowJournal"/> to
    /// choose.
    /// </summary>
    /// <param name="services">Where to register; activities may take anything from it in their constructors.</param>
    /// <param name="configure">Adds activities and named resilience strategies.</param>
    public static IServiceCollection AddWorkflows(
        this IServiceCollection services,
        Action<WorkflowBuilder>? configure = null
    )
    {
        var builder = new WorkflowBuilder(services);
        builder.AddActivitiesFrom(typeof(WorkflowServices).Assembly);
        configure?.Invoke(builder);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IExpressionHandler, LiteralHandler>();
        services.AddSingleton<IExpressionHandler, VariableHandler>();
        services.AddSingleton<IExpressionHandler, InputHandler>();
        services.TryAddSingleton(sp => new JavaScriptSandbox(sp.GetService<JavaScriptOptions>()));
        services.TryAddSingleton<JavaScriptHandler>();
        services.AddSingleton<IExpressionHandler>(sp => sp.GetRequiredService<JavaScriptHandler>());
        services.AddSingleton<IExpressionHandler, LiquidHandler>();
        services.AddSingleton<IExpressionHandler>(sp => new ObjectHandler(sp.GetRequiredService<ExpressionRegistry>));
        services.TryAddSingleton(sp => new ExpressionRegistry(sp.GetServices<IExpressionHandler>()));
        services.TryAddSingleton<ExpressionDescriptors>();
        services.TryAddSingleton<TypeDefinitions>();
        services.TryAddSingleton(_ => new ActivityRegistry(builder.Activities));
        services.TryAddSingleton<DefinitionValidator>();
        services.AddDefinitionStore();
        services.TryAddSingleton<ActivityFactory>();
        services.TryAddSingleton<IWorkflowJournal>(sp =>
            sp.GetService<Core.Metadata.MetadataStore>() is { } store
                ? new PostgresJournal(store, sp.GetRequiredService<TimeProvider>())
                : new MemoryJournal()
        );
        services.TryAddSingleton(sp => new ResilienceCatalogue([
            .. builder.ResilienceStrategies,
            .. sp.GetServices<ResilienceStrategy>(),
        ]));
        services.TryAddSingleton(sp => new SessionServices(
            sp,
            sp.GetRequiredService<ActivityFactory>(),
            new EngineServices(
                sp.GetRequiredService<ExpressionRegistry>(),
                sp.GetRequiredService<TimeProvider>(),
                sp.GetRequiredService<ResilienceCatalogue>(),
                new CircuitBreakers(sp.GetRequiredService<TimeProvider>()),
                sp.GetService<EngineOptions>() ?? new()
            ),
            (ILogger?)sp.GetService<ILogger<WorkflowRuntime>>() ?? NullLogger.Instance
        ));
        services.TryAddSingleton(sp => new WorkflowRunner(
            sp.GetRequiredService<IWorkflowJournal>(),
            sp.GetRequiredService<DefinitionValidator>(),
            sp.GetRequiredService<SessionServices>()
        ));
        services.TryAddSingleton(sp => new WorkflowRuntime(
            sp.GetRequiredService<IWorkflowJournal>(),
            sp.GetRequiredService<DefinitionValidator>(),
            sp.GetRequiredService<SessionServices>()
        ));
        services.AddActivityServices();
        services.TryAddSingleton(sp => new Instances.ActivityTester(
            sp.GetRequiredService<DefinitionValidator>(),
            sp.GetRequiredService<SessionServices>()
        ));
        return services;
    }
}
