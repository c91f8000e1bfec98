using System.Globalization;

namespace Penstock.LakeLayers.Contracts.Changes;

/// <summary>What changed from one version of a contract to the next.</summary>
/// <param name="From">The old <c>version</c>.</param>
/// <param name="To">The new one.</param>
/// <param name="Changes">The differences, breaking ones first.</param>
public sealed record ContractDiff(string From, string To, IReadOnlyList<ContractChange> Changes)
{
    /// <summary>Whether something of it breaks readers or writers.</summary>
    public bool IsBreaking => Changes.Any(c => c.IsBreaking);

    /// <summary>Whether the new version's first number is greater than the old one's.</summary>
    public bool IsNewMajor => Major(To) > Major(From);

    /// <summary>Whether a breaking change comes without a new major version.</summary>
    public bool IsRefused => IsBreaking && !IsNewMajor;

    /// <summary>Compares two versions of a contract.</summary>
    public static ContractDiff Between(DataContract old, DataContract @new) =>
        new(
            old.Version,
            @new.Version,
            [.. new ContractComparison(old, @new).Changes().OrderByDescending(c => c.IsBreaking)]
        );

    // A version that is no number is below all that are.
    private static int Major(string version) =>
        int.TryParse(
            version.TrimStart('v').Split('.')[0],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : -1;
}
