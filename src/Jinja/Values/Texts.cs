using System.Diagnostics.CodeAnalysis;

namespace Penstock.Jinja.Values;

/// <summary>Handles texts with and without marks alike.</summary>
internal static class Texts
{
    /// <summary>The longest text that one operation may make.</summary>
    public const int MaxLength = 16_000_000;

    public static bool TryGet(object? value, [NotNullWhen(true)] out string? text) => TryGet(value, out text, out _);

    public static bool TryGet(object? value, [NotNullWhen(true)] out string? text, out TextMarks marks)
    {
        (text, marks) = value switch
        {
            string plain => (plain, TextMarks.None),
            MarkedText marked => (marked.Value, marked.Marks),
            CapturedText => throw CapturedText.Refuse(),
            _ => (null, TextMarks.None),
        };
        return text is not null;
    }

    public static bool IsText(object? value) => value is string or MarkedText or CapturedText;

    public static object Mark(string text, TextMarks marks) =>
        marks == TextMarks.None ? text : new MarkedText(text, marks);

    /// <summary>Refuses a text that would be too long.</summary>
    public static int Check(long length) =>
        length <= MaxLength
            ? (int)length
            : throw PyError.Limit($"A text of {length} characters is longer than {MaxLength}");

    /// <summary>The marks of a value and what is in it, as far as being foreign goes.</summary>
    public static TextMarks MarksIn(object? value) =>
        value switch
        {
            MarkedText text => text.Marks & TextMarks.Foreign,
            CapturedText => throw CapturedText.Refuse(),
            JinjaList list => MarksIn(list.Items),
            JinjaTuple tuple => MarksIn(tuple.Items),
            JinjaSet set => MarksIn(set.Items),
            JinjaDict dict => MarksIn(dict.Keys) | MarksIn(dict.Values),
            _ => TextMarks.None,
        };

    public static TextMarks MarksIn(IEnumerable<object?> values)
    {
        var marks = TextMarks.None;
        foreach (var value in values)
            marks |= MarksIn(value);
        return marks;
    }

    /// <summary>Joins as <c>~</c> does: values from outside make the whole foreign; what macros wrote stays in pieces.</summary>
    public static object Concat(IReadOnlyList<object?> values)
    {
        if (values.Any(v => v is CapturedText))
            return CapturedText.Of([.. values.SelectMany(CapturedText.PiecesOf)]);
        var marks = TextMarks.None;
        var texts = new string[values.Count];
        var length = 0L;
        for (var i = 0; i < texts.Length; i++)
        {
            TryGet(Repr.Str(values[i]), out var text, out var own);
            texts[i] = text!;
            length += text!.Length;
            marks |= own & TextMarks.Foreign;
        }
        Check(length);
        return Mark(string.Concat(texts), marks);
    }
}
