using System.Text;

namespace Penstock.PdfReader.Layout;

/// <summary>
/// The words of a page in reading order, and its text: a line feed after a line, one more after a column of text.
/// </summary>
/// <param name="Words">The words.</param>
/// <param name="Text">The text.</param>
internal sealed record PageText(List<TextWord> Words, string Text)
{
    // A gap of this part of the font size between two words is a space; without it they touch, as an index does.
    private const double Space = 0.03;

    public static PageText Compose(List<Glyph> glyphs)
    {
        var words = new List<TextWord>();
        var text = new StringBuilder();
        // What is turned like most of the page comes first.
        var turns = WordBuilder.Build(glyphs).GroupBy(w => w.Turn).OrderByDescending(t => t.Sum(w => w.Length));
        foreach (var turn in turns)
        {
            var blocks = InOrder(BlockBuilder.Build(LineBuilder.Build([.. turn])));
            for (var i = 0; i < blocks.Count; i++)
            {
                var isNewFlow = i == 0 || !Follows(blocks[i - 1], blocks[i]);
                if (isNewFlow && i > 0)
                    text.Append('\n');
                Append(blocks[i], text, words, isNewFlow);
            }
            text.Append('\n');
        }
        return new PageText(words, text.ToString());
    }

    private static List<TextBlock> InOrder(List<TextBlock> blocks) =>
        [.. ReadingOrder.Sort([.. Tables.Group(blocks).Select(b => new Region(b))]).SelectMany(r => r.Blocks)];

    /// <summary>Whether a block goes on under the one before: below it, in its width, and not in larger letters.</summary>
    private static bool Follows(TextBlock last, TextBlock block) =>
        block.Top > last.Top
        && block.Lines[0].Size <= last.Lines[^1].Size * 1.02
        && Math.Min(last.Right, block.Right) > Math.Max(last.Left, block.Left);

    private static void Append(TextBlock block, StringBuilder text, List<TextWord> words, bool isNewFlow)
    {
        var isFirst = isNewFlow;
        foreach (var line in block.Lines)
        {
            // A hyphen at the end of a line joins it with the next.
            if (!isFirst && text.Length > 1 && text[^1] == '\n' && text[^2] == '-')
                text.Length -= 2;
            isFirst = false;
            Append(line, text);
            text.Append('\n');
            words.AddRange(line.Words);
        }
    }

    private static void Append(TextLine line, StringBuilder text)
    {
        TextWord? last = null;
        foreach (var word in line.Words)
        {
            if (last is not null && word.Left - last.Right >= Space * last.Size)
                text.Append(' ');
            text.Append(word.Text);
            last = word;
        }
    }
}
