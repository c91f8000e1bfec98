using Penstock.Workflows.Resilience;

namespace Penstock.Server.Elsa.Descriptors;

/// <summary>The strategies that editors offer, named as Elsa 3.8 names them.</summary>
internal static class StrategyDescriptors
{
    public sealed record ByType(string TypeName, string DisplayName, string Description);

    public sealed record ByName(string Name, string DisplayName, string Description);

    public sealed record StorageDriver(string TypeName, string DisplayName, double Priority, bool Deprecated);

    public static IReadOnlyList<ByType> Activation { get; } =
    [
        new(
            "Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core",
            "Always",
            "Always allow the creation of a new workflow instance."
        ),
        new(
            "Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime",
            "Singleton",
            "Only allow new workflow instances if a running one doesn't already exist."
        ),
        new(
            "Elsa.Workflows.Runtime.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Runtime",
            "Correlation",
            "Only allow new workflow instances if a running one of any workflow with the same correlation ID doesn't already exist."
        ),
        new(
            "Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime",
            "Correlated singleton",
            "Only allow new workflow instances if a running one of the same workflow definition and correlation ID doesn't already exist."
        ),
    ];

    public static IReadOnlyList<ByType> Incident { get; } =
    [
        new("FaultStrategy", "Fault", "A faulted activity faults the workflow."),
        new(
            "ContinueWithIncidentsStrategy",
            "Continue with incidents",
            "Other branches go on when an activity is faulted."
        ),
    ];

    public static IReadOnlyList<ByType> LogPersistence { get; } =
    [
        LogMode("Inherit", "Use the setting of the workflow or the system."),
        LogMode("Include", "Keep the values in the journal."),
        LogMode("Exclude", "Leave the values out of the journal."),
        LogMode("Configuration", "Use the setting of the system."),
    ];

    public static IReadOnlyList<ByName> WorkflowCommit { get; } =
    [
        new("Default", "Default", "The standard commit behaviour."),
        new("WorkflowExecuting", "Workflow Executing", "Commit before the workflow executes (done in any case)."),
        new("WorkflowExecuted", "Workflow Executed", "Commit when the workflow has executed (done in any case)."),
        new("ActivityExecuting", "Activity Executing", "Commit before each activity executes."),
        new("ActivityExecuted", "Activity Executed", "Commit when an activity has executed."),
    ];

    public static IReadOnlyList<ByName> ActivityCommit { get; } =
    [
        new("Default", "Default", "As the workflow's strategy says."),
        new("CommitAlways", "Commit Always", "Commit before and after the activity."),
        new("CommitNever", "Commit Never", "Commit for the activity only what a crash must not lose."),
        new("Executing", "Executing", "Commit before the activity executes."),
        new("Executed", "Executed", "Commit when the activity has executed."),
    ];

    public static IReadOnlyList<StorageDriver> StorageDrivers { get; } =
    [
        new("Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core", "Workflow Instance", 5, false),
        new("Elsa.Workflows.WorkflowStorageDriver, Elsa.Workflows.Core", "Workflow", 5, true),
        new("Elsa.Workflows.MemoryStorageDriver, Elsa.Workflows.Core", "Memory", 0, false),
    ];

    public static object Resilience(ResilienceStrategy strategy) =>
        new
        {
            strategy.Id,
            strategy.DisplayName,
            strategy.Settings.MaxRetryAttempts,
            strategy.Settings.Delay,
            strategy.Settings.MaxDelay,
            BackoffType = strategy.Settings.BackoffType.ToString(),
            strategy.Settings.UseJitter,
            strategy.Settings.Timeout,
            strategy.Settings.CircuitBreaker,
        };

    private static ByType LogMode(string name, string description) =>
        new($"Elsa.Workflows.LogPersistence.Strategies.{name}, Elsa.Workflows.Core", name, description);
}
