namespace Penstock.Lineage.Datasets;

/// <summary>One thing that was tested of a dataset.</summary>
/// <param name="Name">The rule's or test's name.</param>
/// <param name="Success">Whether nothing was found wrong.</param>
/// <param name="Column">The column it is about; null: the dataset.</param>
/// <param name="IsWarning">Whether what is wrong is only told.</param>
/// <param name="Description">What was asked, for people.</param>
/// <param name="WrongRows">How many rows were wrong.</param>
public sealed record QualityAssertion(
    string Name,
    bool Success,
    string? Column,
    bool IsWarning,
    string? Description,
    long WrongRows
);
