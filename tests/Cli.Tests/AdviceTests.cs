using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using Penstock.Core.Configuration;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>Whatever the program's own texts tell people to type or to set is there.</summary>
public partial class AdviceTests
{
    private static readonly Dictionary<string, Type> Sections = typeof(PenstockOptions)
        .GetProperties()
        .ToDictionary(p => Camel(p.Name), p => p.PropertyType);

    private static IEnumerable<(string File, string Text)> Texts =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Repository.Root, file)
        where !name.Contains("/obj/", StringComparison.Ordinal) && !name.Contains("/bin/", StringComparison.Ordinal)
        from line in File.ReadLines(file)
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from literal in Literal().Matches(line)
        select (name, literal.Value);

    [Fact]
    public void Commands_that_are_named_exist()
    {
        Assert.Empty(from t in Texts from wrong in UnknownCommands(t.Text) select $"{t.File}: {wrong}");
        Assert.NotEmpty(UnknownCommands("\"penstock no-such\""));
        Assert.NotEmpty(UnknownCommands("\"run penstock zones no-such\""));
        Assert.NotEmpty(UnknownCommands("\"penstock zones ls --no-such\""));
    }

    [Fact]
    public void Settings_that_are_named_exist()
    {
        Assert.Empty(from t in Texts from wrong in UnknownSettings(t.Text) select $"{t.File}: {wrong}");
        Assert.NotEmpty(UnknownSettings("\"set lake.noSuch in penstock.yml\""));
        Assert.NotEmpty(UnknownSettings("\"correct sources.{name}.caFile\""));
        Assert.NotEmpty(UnknownSettings("\"ask for it and set hostKeyFingerprint\""));
    }

    private static IEnumerable<string> UnknownCommands(string text)
    {
        foreach (Match named in Commands().Matches(text))
        {
            Command command = PenstockCommand.Create();
            foreach (var word in named.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (word.StartsWith("--", StringComparison.Ordinal))
                {
                    if (word != "--help" && !command.Options.Any(o => o.Name == word || o.Aliases.Contains(word)))
                        yield return named.Value;
                }
                else if (
                    command.Subcommands.FirstOrDefault(c => c.Name == word || c.Aliases.Contains(word)) is { } next
                )
                {
                    command = next;
                }
                else
                {
                    // A command that does something itself is followed by its arguments, or by the rest of the sentence.
                    if (command.Subcommands.Count > 0 && command.Action is null)
                        yield return named.Value;
                    break;
                }
            }
        }
    }

    private static IEnumerable<string> UnknownSettings(string text)
    {
        if (!Advises().IsMatch(text))
            return [];
        var dotted = Dotted()
            .Matches(text)
            .Where(m => Sections.TryGetValue(m.Groups[1].Value, out var section) && !Has(section, m.Groups[2].Value));
        var ofSources = OfSource().Matches(text).Where(m => !Has(typeof(SourceOptions), m.Groups[1].Value));
        var bare = Bare().Matches(text).Where(m => !Known.Contains(m.Groups[1].Value));
        return [.. dotted.Concat(ofSources).Concat(bare).Select(m => m.Value)];
    }

    // Keys of the configuration and the inputs of activities, which people set in workflows.
    private static readonly HashSet<string> Known =
    [
        .. Sections.Values.Append(typeof(SourceOptions)).SelectMany(t => t.GetProperties()).Select(p => Camel(p.Name)),
        .. Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .SelectMany(l => Inputs().Matches(l))
            .Select(m => Camel(m.Groups[1].Value)),
    ];

    private static bool Has(Type section, string key) =>
        section.GetProperty(key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { } property
        && Camel(property.Name) == key;

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<![\w/.-])penstock((?: (?:--)?[a-z][a-z-]*(?![\w.(:=/]))+)")]
    private static partial Regex Commands();

    [GeneratedRegex(@"penstock\.yml|\b(?:set|mend|correct)\b")]
    private static partial Regex Advises();

    [GeneratedRegex(@"(?<![\w.])(metadata|warehouse|lake|lineage|privacy|engine|server)\.([a-z]\w*)")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"\bsources\.[^\s.]+\.([a-zA-Z]+)")]
    private static partial Regex OfSource();

    [GeneratedRegex(@"\b(?:set|correct|mend) ([a-z]+[A-Z][A-Za-z]*)(?![\w.(=])")]
    private static partial Regex Bare();

    [GeneratedRegex(@"\bInput<[^;]*?> (\w+)")]
    private static partial Regex Inputs();
}
