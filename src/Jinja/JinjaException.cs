namespace Penstock.Jinja;

/// <summary>A template that cannot be parsed or rendered. Names the file and the line, and shows the line's text.</summary>
public sealed class JinjaException : Exception
{
    /// <summary>A fault; the place is added where it is known.</summary>
    public JinjaException(JinjaErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>What kind of fault it is.</summary>
    public JinjaErrorKind Kind { get; }

    /// <summary>The template's file; null: not placed yet.</summary>
    public string? File { get; private set; }

    /// <summary>The line in it, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The line's text, cut after 120 characters.</summary>
    public string? Snippet { get; private set; }

    /// <summary>What helps with this fault, where the one who refused knows it.</summary>
    public string? Next { get; init; }

    internal JinjaException At(TemplateText text, int line)
    {
        if (File is null)
            (File, Line, Snippet) = (text.File, line, text.LineAt(line));
        return this;
    }
}
