using System.Text;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Composes one page's text from its layout (flows, blocks, lines, words) as poppler itself does (<c>TextPage::dump</c> and
/// <c>TextLine::coalesce</c> in TextOutputDev.cc): a line feed after a line and one more after a flow, a hyphen at a line's end
/// joins it with the next line of its flow. This saves a second run of the parser over the page.
/// Two things the layout does not say: whether a narrow gap between two words is a space (that depends on the font size and, for
/// lines of single characters, on the other gaps), and how right-to-left text is reordered. Then <see cref="IsCertain"/>
/// is false.
/// </summary>
internal sealed class PageComposer
{
    // Poppler puts a space where the gap is at least 0.03 font sizes. A word's box is at most 1.45 font sizes high (ascent is
    // clamped to 1.05, descent to -0.4) and rarely under a third of one: from a tenth of the height on, a gap is a space.
    private const double SureGap = 0.1;
    private readonly StringBuilder _text = new();
    private readonly List<PdfWord> _words = [];
    private readonly List<WordBox> _line = [];
    private bool _lineIsOpen;

    /// <summary>Whether <c>pdftotext</c> is sure to print <see cref="Text"/> for the page.</summary>
    public bool IsCertain { get; private set; } = true;

    public string Text => _text.ToString();

    public IReadOnlyList<PdfWord> Words => [.. _words];

    public void Add(string text, WordBox box)
    {
        _words.Add(
            new PdfWord(text, (float)box.Left, (float)box.Top, (float)(box.Right - box.Left), (float)box.Height)
        );
        _line.Add(box);
        IsCertain &= !HasRightToLeft(text);
    }

    public void EndLine()
    {
        if (_line.Count == 0)
            return;
        if (_lineIsOpen)
            JoinLines();
        var words = _words.Count - _line.Count;
        var height = _line.Max(b => b.Height);
        _text.Append(_words[words].Text);
        var onlySingles = _line.Count > 1 && IsSingle(_words[words].Text);
        for (var i = 1; i < _line.Count; i++)
        {
            var gap = _line[i].Left - _line[i - 1].Right;
            IsCertain &= IsSure(gap, height) && AreSideBySide(_line[i - 1], _line[i]);
            if (gap >= SureGap * height)
                _text.Append(' ');
            _text.Append(_words[words + i].Text);
            onlySingles &= IsSingle(_words[words + i].Text);
        }
        IsCertain &= !onlySingles;
        _line.Clear();
        _lineIsOpen = true;
    }

    public void EndFlow()
    {
        if (_lineIsOpen)
            _text.Append('\n');
        _lineIsOpen = false;
        _text.Append('\n');
    }

    public void Clear()
    {
        _text.Clear();
        _words.Clear();
        _line.Clear();
        _lineIsOpen = false;
        IsCertain = true;
    }

    private void JoinLines()
    {
        if (_text.Length > 0 && _text[^1] == '-')
            _text.Length--;
        else
            _text.Append('\n');
    }

    /// <summary>
    /// Certainly a space, or certainly none: words that touch or overlap a little (kerning, a change of font).
    /// </summary>
    private static bool IsSure(double gap, double height) =>
        gap >= SureGap * height || (gap <= 0 && gap > -SureGap * height);

    /// <summary>Whether the words stand beside each other on the page, as they do unless the text is turned.</summary>
    private static bool AreSideBySide(WordBox a, WordBox b) =>
        Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top) >= Math.Min(a.Height, b.Height) / 2;

    private static bool IsSingle(string text) =>
        text.Length == 1 || (text.Length == 2 && char.IsSurrogatePair(text, 0));

    private static bool HasRightToLeft(string text)
    {
        foreach (var c in text)
        {
            if (c < '\u0590')
                continue;
            if (
                c <= '\u08FF'
                || c
                    is '\u200E'
                        or '\u200F'
                        or (>= '\u202A' and <= '\u202E')
                        or (>= '\uD802' and <= '\uD803')
                        or '\uD83A'
                        or '\uD83B'
                        or (>= '\uFB1D' and <= '\uFDFF')
                        or (>= '\uFE70' and <= '\uFEFE')
            )
                return true;
        }
        return false;
    }
}
