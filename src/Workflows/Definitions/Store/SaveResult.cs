namespace Penstock.Workflows.Definitions.Store;

/// <summary>What a save or a publication did.</summary>
/// <param name="Stored">The version as it is now.</param>
/// <param name="AlreadyPublished">Whether nothing was published because this content was published already.</param>
/// <param name="ConsumerCount">How many definitions use this one; 0 unless something was published.</param>
/// <param name="Problems">What keeps it from running well; a draft is saved all the same.</param>
public sealed record SaveResult(
    StoredDefinition Stored,
    bool AlreadyPublished,
    int ConsumerCount,
    IReadOnlyList<DefinitionProblem> Problems
);
