namespace Penstock.LakeLayers.Erasure;

/// <summary>Everything of a person that the lake holds.</summary>
/// <param name="Tables">Tables and quarantines.</param>
/// <param name="Objects">Objects of landing.</param>
/// <param name="Tokens">Entries of the token vault.</param>
/// <param name="TestRows">Rows kept of failed tests.</param>
/// <param name="Profiles">Columns' profiles that show the identifier.</param>
public sealed record SubjectFindings(
    IReadOnlyList<FoundTable> Tables,
    IReadOnlyList<FoundObject> Objects,
    long Tokens,
    long TestRows,
    long Profiles
)
{
    /// <summary>What the search could not tell.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether there is anything to erase.</summary>
    public bool IsEmpty => Tables.Count == 0 && Objects.All(o => !o.CanRewrite) && Tokens + TestRows + Profiles == 0;

    internal IReadOnlyList<string> VaultTokens { get; init; } = [];
}
