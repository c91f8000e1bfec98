namespace Penstock.Workflows.Activities;

/// <summary>
/// Marks an activity that can be gone through without effect outside the run. In a rehearsal (<see
/// cref="Runtime.RunOptions.IsRehearsal"/>)
/// the engine calls this instead of the activity's work; what is not marked so and is no control flow completes without having
/// worked.
/// </summary>
public interface IRehearsed
{
    /// <summary>Goes through one execution; it completes on return unless it has said otherwise.</summary>
    ValueTask RehearseAsync(ActivityExecutionContext context);
}
