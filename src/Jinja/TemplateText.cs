namespace Penstock.Jinja;

/// <summary>A template's text and the name of its file.</summary>
internal sealed record TemplateText(string File, string Text)
{
    private const int MaxSnippet = 120;

    public string? LineAt(int line)
    {
        var lines = Text.Split('\n');
        if (line < 1 || line > lines.Length)
            return null;
        var text = lines[line - 1].Trim();
        return text.Length > MaxSnippet ? text[..MaxSnippet] + "…" : text;
    }
}
