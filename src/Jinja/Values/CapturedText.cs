namespace Penstock.Jinja.Values;

/// <summary>
/// What a macro or a block wrote, where values from outside stand in it. They stay apart from the template's own text until all
/// is
/// written; so it can be written, joined and trimmed, and nothing else.
/// </summary>
internal sealed class CapturedText(IReadOnlyList<OutputPiece> pieces)
{
    public IReadOnlyList<OutputPiece> Pieces { get; } = pieces;

    public string Plain => string.Concat(Pieces.Select(p => p.Text));

    /// <summary>Text without foreign parts, a foreign text, or this mixture.</summary>
    public static object Of(IReadOnlyList<OutputPiece> pieces) =>
        pieces.Count == 1 && pieces[0].IsForeign ? new MarkedText(pieces[0].Text, TextMarks.Foreign)
        : pieces.Any(p => p.IsForeign) ? new CapturedText(pieces)
        : string.Concat(pieces.Select(p => p.Text));

    public static IEnumerable<OutputPiece> PiecesOf(object? value) =>
        value is CapturedText captured ? captured.Pieces : [PieceOf(Repr.Str(value))];

    public object Trim(bool atStart = true, bool atEnd = true)
    {
        var pieces = Pieces.ToList();
        while (atStart && pieces is [{ IsForeign: false } first, ..])
        {
            pieces[0] = first with { Text = first.Text.TrimStart() };
            if (pieces[0].Text.Length > 0)
                break;
            pieces.RemoveAt(0);
        }
        while (atEnd && pieces is [.., { IsForeign: false } last])
        {
            pieces[^1] = last with { Text = last.Text.TrimEnd() };
            if (pieces[^1].Text.Length > 0)
                break;
            pieces.RemoveAt(pieces.Count - 1);
        }
        return Of(pieces);
    }

    /// <summary>The same with the template's own text changed.</summary>
    public CapturedText Map(Func<string, string> change) =>
        new([.. Pieces.Select(p => p.IsForeign ? p : p with { Text = change(p.Text) })]);

    public static JinjaException Refuse() =>
        new(
            JinjaErrorKind.Security,
            "A text that holds values from outside can be written, joined and trimmed, and nothing else"
        )
        {
            Next = "change the values before they are put into the text",
        };

    private static OutputPiece PieceOf(object text) =>
        Texts.TryGet(text, out var plain, out var marks)
            ? new OutputPiece(plain, (marks & TextMarks.Foreign) != 0, 0, false)
            : default;
}
