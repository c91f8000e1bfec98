namespace Penstock.Workflows.Triggers;

/// <summary>
/// Looks for new things that start workflows. Called every few seconds in each server; register one as a service.
/// </summary>
public interface ITriggerWatch
{
    /// <summary>Looks once. What it finds it starts once, whoever else looks.</summary>
    Task LookAsync(CancellationToken cancellationToken);
}
