namespace Penstock.Pipelines.Activities;

/// <summary>
/// An activity that brings something into landing. A replay from landing passes it over: what it brought is there.
/// </summary>
public interface IReadsSource;
