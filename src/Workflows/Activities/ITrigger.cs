namespace Penstock.Workflows.Activities;

/// <summary>
/// An activity that can start a workflow. When its workflow is published, each payload becomes a trigger that the outside finds
/// by
/// the activity's type and the payload's hash; in the middle of a run the same activity waits by a bookmark.
/// </summary>
public interface ITrigger : IActivity
{
    /// <summary>What starts the workflow: values that JSON can hold; none means nothing does.</summary>
    ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context);
}
