using System.Text;

namespace Penstock.Jinja.Values;

/// <summary>Escapes HTML as MarkupSafe does.</summary>
internal static class Markup
{
    /// <summary>Escaped, unless it is already.</summary>
    public static MarkedText Escape(object? value)
    {
        if (value is MarkedText { IsMarkup: true } done)
            return done;
        Texts.TryGet(Repr.Str(value), out var text, out var marks);
        return new MarkedText(Escape(text!), marks | TextMarks.Markup);
    }

    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
            _ = c switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&#34;"),
                '\'' => result.Append("&#39;"),
                _ => result.Append(c),
            };
        return result.ToString();
    }
}
