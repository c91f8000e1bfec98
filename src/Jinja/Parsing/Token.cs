namespace Penstock.Jinja.Parsing;

/// <summary>A word of a template.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">Its text as it stands there; of a string its characters.</param>
/// <param name="Line">Its line.</param>
/// <param name="Value">Of a number its value.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line, object? Value = null)
{
    public bool Is(string text) => Kind is TokenKind.Operator or TokenKind.Name && Text == text;

    public bool IsName(string text) => Kind == TokenKind.Name && Text == text;

    public bool IsOperator(string text) => Kind == TokenKind.Operator && Text == text;

    public override string ToString() =>
        Kind switch
        {
            TokenKind.Data => "template data",
            TokenKind.BlockBegin => "begin of statement block",
            TokenKind.BlockEnd => "end of statement block",
            TokenKind.VariableBegin => "begin of print statement",
            TokenKind.VariableEnd => "end of print statement",
            TokenKind.End => "end of template",
            TokenKind.Integer => "integer",
            TokenKind.Float => "float",
            TokenKind.Text => "string",
            _ => Text,
        };
}
