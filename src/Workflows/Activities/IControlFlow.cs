namespace Penstock.Workflows.Activities;

/// <summary>
/// Marks an activity that only decides what runs next: quick, without effect outside the run. The engine runs it in place
/// rather than as work of its own, so it does not count against the bound of parallel work.
/// </summary>
public interface IControlFlow;
