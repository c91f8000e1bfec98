using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models;

/// <summary>Reads what stands between <c>{{</c> and <c>}}</c>.</summary>
internal static partial class TemplateCallParser
{
    private const string Known = "ref('table'), ref('zone.table'), source('zone', 'table'), var('name'), var('name', default), this";

    public static TemplateCall Parse(string file, int line, string inner)
    {
        var text = inner.Trim();
        if (text == "this") return new TemplateCall("this", [], line);
        var match = Call().Match(text);
        if (!match.Success) throw Error(file, line, text);
        var arguments = match.Groups["arg"].Captures.Select(c => Value(c.Value)).ToList();
        var function = match.Groups["name"].Value;
        var isKnown = (function, arguments) switch
        {
            ("ref", [string]) => true,
            ("source", [string, string]) => true,
            ("var", [string] or [string, _]) => true,
            _ => false,
        };
        return isKnown ? new TemplateCall(function, arguments, line) : throw Error(file, line, text);
    }

    private static object? Value(string text) => text switch
    {
        ['\'' or '"', .. var inner, _] => inner,
        "true" or "True" => true,
        "false" or "False" => false,
        "null" or "none" or "None" => null,
        _ => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static UsageException Error(string file, int line, string text) =>
        new($"Not understood in a model: {{{{ {text} }}}} (known: {Known})", $"{file}:{line}", "mend the model and run again");

    [GeneratedRegex("""^(?<name>\w+)\s*\(\s*(?:(?<arg>'[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|true|false|null|none|True|False|None)\s*(?:,\s*|(?=\))))*\)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}
