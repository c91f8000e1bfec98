namespace Penstock.PdfReader.Layout;

/// <summary>Puts glyphs together to words, in the order of drawing.</summary>
internal static class WordBuilder
{
    /// <summary>A gap of this part of the font size ends a word, whether a space was drawn or not.</summary>
    public const double Gap = 0.1;

    private const double SameBaseline = 0.5;
    private const double SameSize = 0.05;

    /// <summary>The words. Glyphs without text widen the word they are in.</summary>
    public static List<TextWord> Build(List<Glyph> glyphs)
    {
        var words = new List<TextWord>();
        TextWord? word = null;
        var end = 0.0;
        foreach (var glyph in glyphs)
        {
            if (glyph.IsSpace)
            {
                if (word is not null)
                    word.EndsInSpace = true;
                word = null;
                continue;
            }
            if (word is not null && Continues(word, end, glyph))
                word.Add(glyph);
            else if (glyph.Text.Length > 0)
                words.Add(word = new TextWord(glyph, words.Count));
            end = glyph.Right;
        }
        return words;
    }

    private static bool Continues(TextWord word, double end, in Glyph glyph)
    {
        var gap = glyph.Left - end;
        return glyph.Turn == word.Turn
            && Math.Abs(glyph.Baseline - word.Baseline) <= SameBaseline
            && Math.Abs(glyph.Size - word.Size) <= SameSize * word.Size
            && gap <= Gap * word.Size
            && gap >= -Gap * word.Size;
    }
}
