using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>Whatever the documentation tells people to type is a command, with arguments and options that it has.</summary>
public partial class DocumentedCommandTests
{
    // These are the wrapper's own.
    private static readonly string[] Wrapper = ["test", "bench"];

    public static TheoryData<string> Pages =>
        [
            .. Directory
                .EnumerateFiles(Repository.Root, "*.md")
                .Concat(
                    Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
                )
                .Concat(
                    Directory.EnumerateFiles(
                        Path.Combine(Repository.Root, "workflows"),
                        "*.md",
                        SearchOption.AllDirectories
                    )
                )
                .Select(f => Path.GetRelativePath(Repository.Root, f))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Commands_that_a_page_names_are_understood(string page)
    {
        var text = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, page),
            TestContext.Current.CancellationToken
        );
        var root = PenstockCommand.Create();
        List<string> wrong = [];
        foreach (var named in Lines().Matches(text).Concat(Spans().Matches(text)).Select(m => m.Groups[1].Value))
        {
            foreach (var command in Alternatives(named))
            {
                if (Wrapper.Contains(command.Split(' ')[0]) || command == "doctor --dev")
                    continue;
                var errors = root.Parse(Placeholder().Replace(command, "x")).Errors.Select(e => e.Message);
                // A command that is only spoken of lacks its arguments.
                wrong.AddRange(
                    errors
                        .Where(e =>
                            !e.StartsWith("Required", StringComparison.Ordinal)
                            && !e.EndsWith("is required.", StringComparison.Ordinal)
                        )
                        .Select(e => $"penstock {command}: {e}")
                );
            }
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("zones no-such")]
    [InlineData("zones ls --no-such")]
    public void A_command_that_is_none_would_be_found(string command) =>
        Assert.NotEmpty(PenstockCommand.Create().Parse(command).Errors);

    // «quarantine ls|show» in a table, whose columns are parted by the same sign.
    private static IEnumerable<string> Alternatives(string command)
    {
        var words = command
            .Replace("\\|", "|", StringComparison.Ordinal)
            .Split('#')[0]
            .Replace("…", "x", StringComparison.Ordinal)
            .Trim()
            .Split(' ');
        var at = Array.FindIndex(words, w => w.Contains('|', StringComparison.Ordinal));
        return at < 0
            ? [string.Join(' ', words)]
            : words[at].Split('|').Select(w => string.Join(' ', [.. words[..at], w, .. words[(at + 1)..]]));
    }

    [GeneratedRegex(@"^(?:\./)?penstock ([a-z][^`\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Lines();

    [GeneratedRegex(@"`(?:\./)?penstock ([a-z][^`]*)`")]
    private static partial Regex Spans();

    [GeneratedRegex(@"<[^>]*>")]
    private static partial Regex Placeholder();
}
