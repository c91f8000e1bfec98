using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Penstock.Server.Html;

/// <summary>
/// A piece of a page, written as an interpolated string: every value is encoded, unless it is such a piece itself.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Markup
{
    private readonly StringBuilder? _text;

    public Markup(int literalLength, int formattedCount) =>
        _text = new StringBuilder(literalLength + (formattedCount * 16));

    public static Markup Empty => default;

    /// <summary>Says that a text is markup where the compiler would take it for a plain string.</summary>
    public static Markup Of(Markup markup) => markup;

    public void AppendLiteral(string text) => _text!.Append(text);

    public void AppendFormatted(Markup markup) => _text!.Append(markup._text);

    public void AppendFormatted(IEnumerable<Markup> pieces)
    {
        foreach (var piece in pieces)
            AppendFormatted(piece);
    }

    public void AppendFormatted(string? value) => _text!.Append(HtmlEncoder.Default.Encode(value ?? ""));

    public void AppendFormatted<T>(T value) =>
        AppendFormatted(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));

    public override string ToString() => _text?.ToString() ?? "";
}
