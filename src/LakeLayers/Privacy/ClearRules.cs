using System.Text.RegularExpressions;
using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Privacy;

/// <summary>
/// Finds the rules that only the values before protection can be held against: those of a run. The table as it is does not
/// tell.
/// </summary>
internal static class ClearRules
{
    public static IReadOnlyList<RowRule> Of(DataContract contract)
    {
        var hidden = contract.Columns.Where(c => c.Privacy is { IsChanged: true }).Select(c => c.Name).ToList();
        // What is missing stays missing.
        return
        [
            .. contract
                .Rules.OfType<RowRule>()
                .Where(r => r.Limit?.Kind != "required" && hidden.Exists(h => r.Column == h || Names(r.BrokenWhen, h))),
        ];
    }

    private static bool Names(string condition, string column) =>
        Regex.IsMatch(
            condition,
            $@"(?<!\w){Regex.Escape(column)}(?!\w)",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
        );
}
