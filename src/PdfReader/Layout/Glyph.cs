namespace Penstock.PdfReader.Layout;

/// <summary>A character as it stands on the page, in coordinates of the text (see <see cref="Layout.Turn"/>).</summary>
/// <param name="Text">Usually one character; white space stands for a gap; empty where another glyph carries the text of
/// both.</param>
/// <param name="Turn">Which way it runs.</param>
/// <param name="Left">Where it starts on the line.</param>
/// <param name="Right">Where the next one starts.</param>
/// <param name="Baseline">Where it stands.</param>
/// <param name="Top">Above the baseline: the font's ascent.</param>
/// <param name="Bottom">Below it: the font's descent.</param>
/// <param name="Size">Size of the font in points.</param>
internal readonly record struct Glyph(
    string Text,
    Turn Turn,
    double Left,
    double Right,
    double Baseline,
    double Top,
    double Bottom,
    double Size
)
{
    public bool IsSpace => Text.Length > 0 && string.IsNullOrWhiteSpace(Text);
}
