using Penstock.Core.Steps;

namespace Penstock.Pipelines.Backfills;

/// <summary>What became of a window.</summary>
/// <param name="Window">The window.</param>
/// <param name="What"><c>done</c>, <c>failed</c>, or <c>done before</c>.</param>
/// <param name="RunId">Its run; null when it was done before.</param>
/// <param name="Duration">The time the run took.</param>
/// <param name="Errors">What went wrong.</param>
public sealed record BackfilledWindow(
    TimeWindow Window,
    string What,
    Guid? RunId,
    TimeSpan Duration,
    IReadOnlyList<Exception> Errors
);
