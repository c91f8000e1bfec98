using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities;

/// <summary>An activity object with where it came from and what is known about its type.</summary>
internal sealed record ActivityBlueprint(IActivity Activity, ActivityNode Node, ActivityDescriptor Descriptor)
{
    /// <summary>How messages and journal call it.</summary>
    public string DisplayName => Activity.Name ?? Activity.Id;
}
