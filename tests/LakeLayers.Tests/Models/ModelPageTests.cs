using System.Text.RegularExpressions;
using Penstock.LakeLayers.Models.Seeding;
using Penstock.LakeLayers.Models.Testing;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>docs/reference/models.md says of each setting and test whether it is there.</summary>
public partial class ModelPageTests
{
    private static readonly string Page = File.ReadAllText(
        Path.Combine(Repository.Root, "docs", "reference", "models.md")
    );

    [Fact]
    public void The_page_says_of_each_setting_of_a_seed_whether_it_is_there() =>
        AssertSame(SeedConfig.Settings, "| setting of a seed | there |");

    [Fact]
    public void The_page_says_of_each_setting_of_a_test_whether_it_is_there() =>
        AssertSame(TestConfig.Settings, "| setting of a test | there |");

    [Fact]
    public void The_page_lists_each_known_test_with_its_arguments()
    {
        var listed = Rows("| test | arguments |")
            .ToDictionary(r => Assert.Single(Words(r[0])), r => Words(r[1]).ToList());

        Assert.Equal(GenericTest.All.Select(t => t.Name).Order(), listed.Keys.Order());
        Assert.All(
            GenericTest.All,
            t => Assert.Equal(t.Arguments.Except(["column_name"]).Order(), listed[t.Name].Order())
        );
    }

    private static void AssertSame(IReadOnlyList<DbtSetting> settings, string head) =>
        Assert.Equal(
            settings.Select(s => $"{s.Name} {(s.Refusal is null ? "yes" : "refused")}").Order(),
            Rows(head).SelectMany(r => Words(r[0]).Select(w => $"{w} {r[1]}")).Order()
        );

    private static IEnumerable<string[]> Rows(string head) =>
        Page[Page.IndexOf(head, StringComparison.Ordinal)..]
            .Split('\n')
            .Skip(2)
            .TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..^1]);

    private static IEnumerable<string> Words(string cell) => Word().Matches(cell).Select(m => m.Groups[1].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();
}
