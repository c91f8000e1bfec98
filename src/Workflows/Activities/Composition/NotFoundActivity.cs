using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// Stands for an activity whose type is not installed, in what editors are shown; the store holds the original. See <see
/// cref="NotFound"/>.
/// </summary>
[Activity("Elsa", "System", "Stands for an activity whose type is not installed here.", IsBrowsable = false)]
public sealed class NotFoundActivity : Activity
{
    /// <summary>The type that is missing.</summary>
    [Input(IsReadOnly = true, Description = "The type that is missing.")]
    public string? MissingTypeName { get; set; }

    /// <summary>The version of that type.</summary>
    [Input(IsReadOnly = true, Description = "The version of the missing type.")]
    public int MissingTypeVersion { get; set; }

    /// <summary>The activity as its author wrote it, as JSON.</summary>
    [Input(IsReadOnly = true, Description = "The activity as it was written.", UIHint = InputUIHints.JsonEditor)]
    public string? OriginalActivityJson { get; set; }

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) =>
        throw new UsageException(
            "No activity type of this name is installed",
            $"{MissingTypeName} version {MissingTypeVersion}",
            "install the library that has it, or replace the activity"
        );
}
