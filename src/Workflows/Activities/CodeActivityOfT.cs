using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities;

/// <summary>A <see cref="CodeActivity"/> with one result.</summary>
public abstract class CodeActivity<T> : CodeActivity
{
    /// <summary>What it found or made.</summary>
    [Output(Description = "The result of the activity.")]
    public Output<T> Result { get; set; } = new();
}
