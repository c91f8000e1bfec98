namespace Penstock.Jinja.Parsing;

/// <summary>A fault in a template's text, before it is known which file it is.</summary>
internal sealed class SyntaxFault(string message, int line, string? next = null) : Exception(message)
{
    public int Line { get; } = line;

    public string? Next { get; } = next;
}
