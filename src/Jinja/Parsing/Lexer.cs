using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Parsing;

/// <summary>Splits a template into words (Template Designer Documentation, "Whitespace Control" and "Escaping").</summary>
internal sealed partial class Lexer
{
    private static readonly string[] Operators =
    [
        "//",
        "**",
        "==",
        "!=",
        ">=",
        "<=",
        "+",
        "-",
        "/",
        "*",
        "%",
        "~",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ">",
        "<",
        "=",
        ".",
        ":",
        "|",
        ",",
        ";",
    ];

    private readonly JinjaOptions _options;
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;

    private Lexer(string text, JinjaOptions options) => (_text, _options) = (text, options);

    public static IReadOnlyList<Token> Read(string text, JinjaOptions options)
    {
        if (!options.KeepTrailingNewline && text.EndsWith('\n'))
            text = text[..^1];
        var lexer = new Lexer(text, options);
        lexer.ReadAll();
        return lexer._tokens;
    }

    private void ReadAll()
    {
        while (_at < _text.Length)
        {
            var open = NextTag();
            if (open < 0)
            {
                AddData(_text[_at..]);
                break;
            }
            var kind = _text[open + 1];
            var sign = open + 2 < _text.Length && _text[open + 2] is '-' or '+' ? _text[open + 2] : ' ';
            AddData(Before(_text[_at..open], sign, kind));
            _line += Count(_text.AsSpan()[_at..open]);
            _at = open;
            if (kind == '#')
                ReadComment();
            else if (kind == '%' && Raw().Match(_text, _at) is { Success: true } raw)
                ReadRaw(raw, "raw");
            else
                ReadTag(kind, sign);
        }
        _tokens.Add(new Token(TokenKind.End, "", _line));
    }

    private int NextTag()
    {
        for (var i = _at; i + 1 < _text.Length; i++)
            if (_text[i] == '{' && _text[i + 1] is '{' or '%' or '#')
                return i;
        return -1;
    }

    // What stands before a tag, without the blanks that its sign or the option takes away.
    private string Before(string data, char sign, char kind)
    {
        if (sign == '-')
            return data.TrimEnd();
        if (!_options.LstripBlocks || sign == '+' || kind == '{')
            return data;
        var start = data.LastIndexOf('\n') + 1;
        var isLineStart = start > 0 || _at == 0 || _text[_at - 1] == '\n';
        return isLineStart && data.AsSpan(start).Trim().IsEmpty ? data[..start] : data;
    }

    private void AddData(string data)
    {
        if (data.Length > 0)
            _tokens.Add(new Token(TokenKind.Data, data, _line));
    }

    private void ReadComment()
    {
        var end = _text.IndexOf("#}", _at + 2, StringComparison.Ordinal);
        if (end < 0)
            throw Error("Missing end of comment tag");
        _line += Count(_text.AsSpan()[_at..end]);
        var sign = end > _at + 2 ? _text[end - 1] : ' ';
        _at = end + 2;
        AfterBlock(sign);
    }

    private void ReadRaw(Match begin, string name)
    {
        var end = Regex.Match(_text[(begin.Index + begin.Length)..], $@"\{{%([-+]?)\s*end{name}\s*([-+]?)%\}}");
        if (!end.Success)
            throw Error($"Missing end of {name} directive");
        _line += Count(begin.Value);
        var (start, stop) = (begin.Index + begin.Length, begin.Index + begin.Length + end.Index);
        if (begin.Groups["end"].Value == "-")
        {
            var skipped = _text.AsSpan(start, stop - start).TrimStart();
            _line += Count(_text.AsSpan()[start..(stop - skipped.Length)]);
            start = stop - skipped.Length;
        }
        var data = _text[start..stop];
        AddData(end.Groups[1].Value == "-" ? data.TrimEnd() : data);
        _line += Count(data) + Count(end.Value);
        _at = stop + end.Length;
        AfterBlock(end.Groups[2].Value is [var sign] ? sign : ' ');
    }

    // After a block: a minus takes all blanks, the option one newline.
    private void AfterBlock(char sign)
    {
        var from = _at;
        if (sign == '-')
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                _at++;
        else if (_options.TrimBlocks && sign != '+' && _at < _text.Length && _text[_at] == '\n')
            _at++;
        _line += Count(_text.AsSpan()[from.._at]);
    }

    private void ReadTag(char kind, char sign)
    {
        var isBlock = kind == '%';
        var first = _tokens.Count;
        _tokens.Add(new Token(isBlock ? TokenKind.BlockBegin : TokenKind.VariableBegin, "", _line));
        _at += sign == ' ' ? 2 : 3;
        var close = isBlock ? "%}" : "}}";
        Stack<char> open = [];
        while (true)
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                if (_text[_at++] == '\n')
                    _line++;
            if (_at >= _text.Length)
            {
                _tokens.Add(new Token(TokenKind.End, "", _line));
                return;
            }
            if (open.Count == 0 && EndOf(close) is { } mark)
            {
                _tokens.Add(new Token(isBlock ? TokenKind.BlockEnd : TokenKind.VariableEnd, "", _line));
                _at += mark == ' ' ? 2 : 3;
                if (isBlock || mark == '-')
                    AfterBlock(mark);
                if (isBlock)
                    ReadTextTag(first);
                return;
            }
            ReadWord(open);
        }
    }

    private char? EndOf(string close)
    {
        if (string.CompareOrdinal(_text, _at, close, 0, 2) == 0)
            return ' ';
        var isSign = _text[_at] == '-' || _text[_at] == '+' && close == "%}";
        return isSign && string.CompareOrdinal(_text, _at + 1, close, 0, 2) == 0 ? _text[_at] : null;
    }

    // The body of a tag that is text is not read.
    private void ReadTextTag(int first)
    {
        if (
            _tokens.Count < first + 2
            || !_options.Tags.TryGetValue(_tokens[first + 1].Text, out var rule)
            || rule.Kind != TagKind.Text
        )
            return;
        var end = Regex.Match(_text[_at..], $@"\{{%[-+]?\s*end{Regex.Escape(_tokens[first + 1].Text)}\b");
        if (!end.Success)
            throw Error($"Missing end of {_tokens[first + 1].Text}");
        AddData(_text.Substring(_at, end.Index));
        _line += Count(_text.AsSpan(_at, end.Index));
        _at += end.Index;
    }

    private void ReadWord(Stack<char> open)
    {
        var c = _text[_at];
        if (c is '\'' or '"')
        {
            ReadString(c);
            return;
        }
        if (char.IsAsciiDigit(c) || c == '.' && IsFloatStart())
        {
            ReadNumber();
            return;
        }
        if (char.IsLetter(c) || c == '_')
        {
            var start = _at;
            while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
                _at++;
            _tokens.Add(new Token(TokenKind.Name, _text[start.._at], _line));
            return;
        }
        var found =
            Array.Find(Operators, o => string.CompareOrdinal(_text, _at, o, 0, o.Length) == 0)
            ?? throw Error($"unexpected char {Repr.Quote(c.ToString())} at {_at}");
        if (c is '(' or '[' or '{')
            open.Push(
                c == '(' ? ')'
                : c == '[' ? ']'
                : '}'
            );
        else if (c is ')' or ']' or '}')
        {
            if (!open.TryPop(out var expected))
                throw Error($"unexpected '{c}'");
            if (expected != c)
                throw Error($"unexpected '{c}', expected '{expected}'");
        }
        _tokens.Add(new Token(TokenKind.Operator, found, _line));
        _at += found.Length;
    }

    private bool IsFloatStart() => (_at == 0 || _text[_at - 1] != '.') && Float().IsMatch(_text, _at);

    private void ReadNumber()
    {
        var isAfterPoint = _at > 0 && _text[_at - 1] == '.';
        if (!isAfterPoint && Float().Match(_text, _at) is { Success: true } real)
        {
            var value = double.Parse(
                real.Value.Replace("_", "", StringComparison.Ordinal),
                NumberStyles.Float,
                CultureInfo.InvariantCulture
            );
            _tokens.Add(new Token(TokenKind.Float, real.Value, _line, value));
            _at += real.Length;
            return;
        }
        var whole = Whole().Match(_text, _at);
        var digits = whole.Value.Replace("_", "", StringComparison.Ordinal);
        object number =
            digits.Length > 2 && char.IsAsciiLetter(digits[1])
                ? Numbers.ParseInteger(digits, 0)!
                : Numbers.Shrink(BigInteger.Parse(digits, CultureInfo.InvariantCulture));
        _tokens.Add(new Token(TokenKind.Integer, whole.Value, _line, number));
        _at += whole.Length;
    }

    private void ReadString(char quote)
    {
        var (start, line) = (_at, _line);
        for (var i = _at + 1; i < _text.Length; i++)
        {
            if (_text[i] == '\\')
                i++;
            else if (_text[i] == quote)
            {
                _at = i + 1;
                _line += Count(_text.AsSpan()[start..i]);
                _tokens.Add(new Token(TokenKind.Text, StringEscapes.Decode(_text[(start + 1)..i], Error), line));
                return;
            }
        }
        throw Error($"unexpected char {Repr.Quote(quote.ToString())} at {_at}");
    }

    private SyntaxFault Error(string message) => new(message, _line);

    private static int Count(ReadOnlySpan<char> text) => text.Count('\n');

    [GeneratedRegex(@"\G\{%[-+]?\s*raw\s*(?<end>-?)%\}")]
    private static partial Regex Raw();

    [GeneratedRegex(@"\G(?:(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+\-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+))")]
    private static partial Regex Float();

    [GeneratedRegex(@"\G(?:0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*)")]
    private static partial Regex Whole();
}
