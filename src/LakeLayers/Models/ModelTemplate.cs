using System.Text;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// A model's text with its <c>{{ … }}</c> found. Rendering keeps every line where it is, so that an error of the engine at
/// line n is line n of the file. Comments are part of the text: a call in a comment counts.
/// </summary>
internal sealed class ModelTemplate
{
    private readonly List<(string Text, TemplateCall? Call)> _parts;

    private ModelTemplate(List<(string, TemplateCall?)> parts) => _parts = parts;

    public IEnumerable<TemplateCall> Calls => _parts.Select(p => p.Call).OfType<TemplateCall>();

    public static ModelTemplate Parse(string file, string text)
    {
        List<(string, TemplateCall?)> parts = [];
        var (position, line) = (0, 1);
        while (NextTag(text, position) is >= 0 and var open)
        {
            line += text.AsSpan(position, open - position).Count('\n');
            if (text[open + 1] == '%')
                throw new UsageException("{% … %} is not understood in a model, only {{ … }} is", $"{file}:{line}", "mend the model and run again");
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0) throw new UsageException("{{ is not closed by }}", $"{file}:{line}", "mend the model and run again");
            parts.Add((text[position..open], null));
            var inner = text[(open + 2)..close];
            parts.Add((text[open..(close + 2)], TemplateCallParser.Parse(file, line, inner)));
            line += inner.Count(c => c == '\n');
            position = close + 2;
        }
        parts.Add((text[position..], null));
        return new ModelTemplate(parts);
    }

    /// <summary>
    /// Puts in what each call stands for. A call between single quotes (<c>'{{ var('x') }}'</c>, as dbt's users write it) is told so.
    /// </summary>
    public string Render(Func<TemplateCall, bool, string> valueOf)
    {
        var sql = new StringBuilder();
        for (var i = 0; i < _parts.Count; i++)
        {
            var (text, call) = _parts[i];
            if (call is null)
            {
                sql.Append(text);
                continue;
            }
            var isQuoted = _parts[i - 1].Text.EndsWith('\'') && _parts[i + 1].Text.StartsWith('\'');
            sql.Append(valueOf(call, isQuoted)).Append('\n', text.Count(c => c == '\n'));
        }
        return sql.ToString();
    }

    private static int NextTag(string text, int from)
    {
        for (var i = text.IndexOf('{', from); i >= 0 && i + 1 < text.Length; i = text.IndexOf('{', i + 1))
        {
            if (text[i + 1] is '{' or '%') return i;
        }
        return -1;
    }
}
