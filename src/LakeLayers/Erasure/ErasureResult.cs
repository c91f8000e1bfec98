namespace Penstock.LakeLayers.Erasure;

/// <summary>What an erasure found and did.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Subject">The person as a keyed hash.</param>
/// <param name="Who">Who asked.</param>
/// <param name="At">When.</param>
/// <param name="Found">What there was.</param>
public sealed record ErasureResult(Guid Id, string Subject, string Who, DateTimeOffset At, SubjectFindings Found)
{
    /// <summary>Tables.</summary>
    public IReadOnlyList<ErasedTable> Tables { get; init; } = [];

    /// <summary>Objects of landing.</summary>
    public IReadOnlyList<ErasedObject> Objects { get; init; } = [];
}
