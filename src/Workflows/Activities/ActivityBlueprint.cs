using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime.LogPersistence;

namespace Penstock.Workflows.Activities;

/// <summary>An activity object with where it came from and what is known about its type.</summary>
internal sealed record ActivityBlueprint(IActivity Activity, ActivityNode Node, ActivityDescriptor Descriptor)
{
    /// <summary>How messages and journal call it.</summary>
    public string DisplayName => Activity.Name ?? Activity.Id;

    /// <summary>Why it cannot be run; thrown when it is reached.</summary>
    public Exception? Fault { get; init; }

    /// <summary>What the definition says about its values in the journal; null when nothing.</summary>
    public LogRules? LogRules { get; } = LogRules.Read(Node.Json.Object("customProperties"));
}
