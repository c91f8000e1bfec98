using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Primitives;

/// <summary>Waits, without holding anything meanwhile: the run is suspended when nothing else of it goes on.</summary>
[Activity("Elsa", "Scheduling", "Waits for a span of time.")]
public sealed class Delay : CodeActivity, IInPlace
{
    /// <summary>How long, <c>hh:mm:ss</c>.</summary>
    [Input(DisplayName = "Time Span", Description = "How long to wait, hh:mm:ss.", IsRequired = true)]
    public Input<TimeSpan> TimeSpan { get; set; } = new();

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var due = context.Time.GetUtcNow() + context.Get(TimeSpan);
        context.CreateBookmark(
            new CreateBookmarkArgs
            {
                Stimulus = new { ResumeAt = due },
                DueAt = due,
                IncludeActivityInstanceId = true,
            }
        );
    }
}
