namespace Penstock.Jinja.Values;

/// <summary>A text with marks. What is made of it keeps its mark of being foreign.</summary>
public sealed record MarkedText(string Value, TextMarks Marks)
{
    internal bool IsMarkup => (Marks & TextMarks.Markup) != 0;

    internal bool IsForeign => (Marks & TextMarks.Foreign) != 0;

    /// <summary>Marks a text, and the texts in lists and dicts, as values from outside.</summary>
    public static object? Foreign(object? value) =>
        value switch
        {
            string text => new MarkedText(text, TextMarks.Foreign),
            MarkedText text => text with { Marks = text.Marks | TextMarks.Foreign },
            JinjaList list => new JinjaList(list.Items.Select(Foreign)),
            JinjaTuple tuple => new JinjaTuple([.. tuple.Items.Select(Foreign)]),
            JinjaSet set => new JinjaSet(set.Items.Select(Foreign)),
            JinjaDict dict => new JinjaDict(dict.Pairs.Select(p => (Foreign(p.Key), Foreign(p.Value)))),
            _ => value,
        };

    /// <inheritdoc/>
    public override string ToString() => Value;
}
