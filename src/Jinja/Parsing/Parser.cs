using Penstock.Jinja.Nodes;

namespace Penstock.Jinja.Parsing;

/// <summary>Makes a tree of a template's words. This part has what statements and expressions share.</summary>
internal sealed partial class Parser
{
    private const int MaxDepth = 150;

    private readonly IReadOnlyList<Token> _tokens;
    private readonly JinjaEnvironment _environment;
    private readonly List<HashSet<string>> _names = [];
    private int _at;
    private int _depth;
    private int _loops;

    private Parser(IReadOnlyList<Token> tokens, JinjaEnvironment environment) =>
        (_tokens, _environment) = (tokens, environment);

    /// <summary>The blocks of the template by name.</summary>
    public Dictionary<string, Block> Blocks { get; } = [];

    private Token Current => _tokens[_at];

    public static (Sequence Body, Dictionary<string, Block> Blocks) Parse(string text, JinjaEnvironment environment)
    {
        var parser = new Parser(Lexer.Read(text, environment.Options), environment);
        var body = parser.Body([]);
        return (body, parser.Blocks);
    }

    private Token Next() => _tokens[_at].Kind == TokenKind.End ? _tokens[_at] : _tokens[_at++];

    private Token Look(int ahead = 1) => _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];

    private bool Skip(string text)
    {
        if (!Current.Is(text))
            return false;
        _at++;
        return true;
    }

    private Token Expect(TokenKind kind)
    {
        if (Current.Kind == kind)
            return Next();
        throw Error(
            Current.Kind == TokenKind.End
                ? $"unexpected end of template, expected '{new Token(kind, "name", 0)}'."
                : $"expected token '{new Token(kind, "name", 0)}', got '{Current}'"
        );
    }

    private void Expect(string text)
    {
        if (!Skip(text))
            throw Error(
                Current.Kind == TokenKind.End
                    ? $"unexpected end of template, expected '{text}'."
                    : $"expected token '{text}', got '{Current}'"
            );
    }

    private SyntaxFault Error(string message, int? line = null) => new(message, line ?? Current.Line);

    private T Nested<T>(Func<T> parse)
    {
        if (++_depth > MaxDepth)
            throw Error($"The template is nested more than {MaxDepth} levels deep");
        var result = parse();
        _depth--;
        return result;
    }
}
