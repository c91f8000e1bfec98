namespace Penstock.Workflows.Activities;

/// <summary>
/// Marks an activity so short that the engine runs it in place, like control flow, without a commit of its own before and after:
/// a line of text, a name, the beginning of a wait. What reaches outside the run does not belong here.
/// </summary>
public interface IInPlace;
