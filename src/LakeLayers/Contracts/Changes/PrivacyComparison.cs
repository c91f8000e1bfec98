using Penstock.LakeLayers.Privacy;

namespace Penstock.LakeLayers.Contracts.Changes;

/// <summary>
/// What changes for personal data. A protection that is taken away breaks a promise to people, other values break joins of
/// readers; saying
/// for the first time what a column tells about a person breaks nothing unless its values change.
/// </summary>
internal static class PrivacyComparison
{
    public static IEnumerable<ContractChange> Between(ContractColumn before, ContractColumn after)
    {
        var (old, @new) = (before.Privacy, after.Privacy);
        var (was, @is) = (old?.Method ?? ProtectionMethod.Keep, @new?.Method ?? ProtectionMethod.Keep);
        if (was != @is)
        {
            yield return new(
                after.Name,
                true,
                @is == ProtectionMethod.Keep ? $"its values are not protected any more ({Word(was)})"
                    : was == ProtectionMethod.Keep ? $"its values are protected now ({Word(@is)})"
                    : $"the protection {Word(was)} became {Word(@is)}"
            );
        }
        else if (@new is { NeedsKey: true } && old!.Domain != @new.Domain)
            yield return new(
                after.Name,
                true,
                $"the domain {old.Domain} became {@new.Domain}: all its values are others"
            );
        if (old?.Kind != @new?.Kind)
            yield return new(
                after.Name,
                was == @is && @is == ProtectionMethod.Mask,
                $"personal data: {Kind(old)} became {Kind(@new)}"
            );
        if ((old?.IsSubject ?? false) != (@new?.IsSubject ?? false))
            yield return new(
                after.Name,
                false,
                @new?.IsSubject == true
                    ? "it says now whom a row is about"
                    : "it does not say any more whom a row is about"
            );
    }

    private static string Word(ProtectionMethod method) => PrivacyReader.Word(method);

    private static string Kind(ColumnPrivacy? privacy) => privacy is null ? "none" : PrivacyReader.Word(privacy.Kind);
}
