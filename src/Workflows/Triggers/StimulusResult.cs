namespace Penstock.Workflows.Triggers;

/// <summary>Whom a stimulus reached.</summary>
/// <param name="Started">Runs that were queued.</param>
/// <param name="Resumed">Runs that go on.</param>
public sealed record StimulusResult(IReadOnlyList<Guid> Started, IReadOnlyList<Guid> Resumed);
