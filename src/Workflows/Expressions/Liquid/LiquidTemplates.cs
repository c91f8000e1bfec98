using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;
using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>Templates, parsed once. There are no files, so there are no tags that read one.</summary>
internal static partial class LiquidTemplates
{
    private const int Most = 500;
    private static readonly ConcurrentDictionary<string, IFluidTemplate> Parsed = new(StringComparer.Ordinal);
    private static readonly Lazy<FluidParser> Parser = new(() =>
    {
        var parser = new FluidParser(new FluidParserOptions { AllowFunctions = false });
        foreach (var name in new[] { "include", "render", "layout", "block", "from", "import", "macro" })
            parser.RegisteredTags.Remove(name);
        return parser;
    });

    /// <exception cref="ScriptFault">The template is wrong.</exception>
    public static IFluidTemplate Parse(string template, FilterCollection filters)
    {
        if (Parsed.TryGetValue(template, out var known))
            return known;
        if (!Parser.Value.TryParse(template, out var parsed, out var error))
            throw new ScriptFault(Place().Replace(error.Split('\n')[0], "").Trim(), Line(error));
        parsed = new LiquidLimits(name => Require(name, template, filters)).VisitTemplate(parsed);
        if (Parsed.Count >= Most)
            Parsed.Clear();
        return Parsed[template] = parsed;
    }

    private static void Require(string filter, string template, FilterCollection filters)
    {
        if (filters.TryGetValue(filter, out _))
            return;
        var at = Regex.Match(template, @"\|\s*" + Regex.Escape(filter) + @"\b").Index;
        throw new ScriptFault($"undefined filter: {filter}", template.AsSpan(0, at).Count('\n') + 1);
    }

    private static int? Line(string error) =>
        Place().Match(error) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, provider: CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"\s*(?:at )?\((\d+):\d+\)")]
    private static partial Regex Place();
}
