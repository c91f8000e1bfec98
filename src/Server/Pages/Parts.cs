using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>The pieces that pages are made of.</summary>
internal static class Parts
{
    /// <summary>A table in a sheet; what an empty one says is said instead of it.</summary>
    /// <param name="columns">The headings; one that begins with <c>#</c> heads numbers.</param>
    /// <param name="rows">The cells.</param>
    /// <param name="empty">What is said when there is no row, and what to do about it.</param>
    public static Markup Table(
        IReadOnlyList<string> columns,
        IReadOnlyList<Markup[]> rows,
        (string What, string Next) empty
    )
    {
        if (rows.Count == 0)
            return $"""<div class="ps-sheet"><div class="ps-empty"><strong>{empty.What}</strong>{empty.Next}</div></div>""";
        return $"""
            <div class="ps-sheet"><div class="ps-scroll"><table class="ps-table">
            <thead><tr>{columns.Select(Heading)}</tr></thead>
            <tbody>
            {rows.Select(r => Row(columns, r))}</tbody>
            </table></div></div>
            """;
    }

    public static Markup Text(string? text) => text is null ? Markup.Of($"""<span class="none">–</span>""") : $"{text}";

    public static Markup Note(string text, bool isBad = false) =>
        $"""<p class="{(isBad ? "ps-note bad" : "ps-note")}" role="status">{text}</p>""";

    private static Markup Heading(string column) =>
        column.StartsWith('#') ? Markup.Of($"""<th class="num">{column[1..]}</th>""") : $"<th>{column}</th>";

    private static Markup Row(IReadOnlyList<string> columns, Markup[] cells) =>
        $"<tr>{cells.Select((c, i) => Cell(columns[i].StartsWith('#'), c))}</tr>\n";

    private static Markup Cell(bool isNumber, Markup cell) =>
        isNumber ? Markup.Of($"""<td class="num">{cell}</td>""") : $"<td>{cell}</td>";
}
