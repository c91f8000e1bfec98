namespace Penstock.Core.Steps;

/// <summary>How far a step is. All counts are totals since the step's start, so a lost report loses nothing.</summary>
/// <param name="Rows">Rows, documents, pages or files done so far.</param>
/// <param name="Bytes">Bytes read from the source so far.</param>
/// <param name="TotalRows">The expected number of rows, when it is known.</param>
/// <param name="TotalBytes">The expected number of bytes, when it is known.</param>
/// <param name="Detail">The object at hand, for people.</param>
public readonly record struct StepProgress(
    long Rows,
    long Bytes,
    long? TotalRows = null,
    long? TotalBytes = null,
    string? Detail = null
);
