namespace Penstock.LakeLayers.Models.Templates;

/// <summary>Where in SQL a text ends: outside, or inside of a string, a name or a comment. By DuckDB's rules.</summary>
internal sealed class SqlPosition
{
    private Place _place;
    private bool _hasEscapes;
    private string _tag = "";
    private int _depth;
    private char _last;
    private char _beforeLast;

    private enum Place
    {
        Outside,
        Text,
        Name,
        Line,
        Block,
        Dollar,
    }

    public bool IsOutside => _place == Place.Outside;

    /// <summary>A value as it can stand here, or null.</summary>
    public string? Protect(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
            return null;
        var doubled = value.Replace("'", "''", StringComparison.Ordinal);
        return _place switch
        {
            // A letter or a quote before a literal would be read as a part of it.
            Place.Outside =>
                $"{(char.IsLetterOrDigit(_last) || _last is '\'' or '_' or '&' or '$' ? " " : "")}'{doubled}'",
            Place.Text => _hasEscapes ? doubled.Replace("\\", "\\\\", StringComparison.Ordinal) : doubled,
            Place.Name => value.Replace("\"", "\"\"", StringComparison.Ordinal),
            Place.Line => value.AsSpan().IndexOfAny('\n', '\r') < 0 ? value : null,
            Place.Block => value.AsSpan().IndexOfAny('*', '/') < 0 ? value : null,
            _ => null,
        };
    }

    public void Walk(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (_place)
            {
                case Place.Outside:
                    if (c == '\'')
                    {
                        _place = Place.Text;
                        _hasEscapes = _last is 'e' or 'E' && !char.IsLetterOrDigit(_beforeLast) && _beforeLast != '_';
                    }
                    else if (c == '"')
                        _place = Place.Name;
                    else if (c == '-' && _last == '-')
                        _place = Place.Line;
                    else if (c == '*' && _last == '/')
                        (_place, _depth, c) = (Place.Block, 1, '\0');
                    else if (c == '$' && !char.IsLetterOrDigit(_last) && TagAt(text, i) is { } tag)
                    {
                        (_place, _tag) = (Place.Dollar, tag);
                        i += tag.Length - 1;
                    }
                    break;
                case Place.Text:
                    if (c == '\\' && _hasEscapes)
                        i++;
                    else if (c == '\'')
                        _place = Place.Outside;
                    break;
                case Place.Name:
                    if (c == '"')
                        _place = Place.Outside;
                    break;
                case Place.Line:
                    if (c == '\n')
                        _place = Place.Outside;
                    break;
                case Place.Block:
                    if (c == '/' && _last == '*')
                    {
                        c = '\0';
                        if (--_depth == 0)
                            _place = Place.Outside;
                    }
                    else if (c == '*' && _last == '/')
                        (_depth, c) = (_depth + 1, '\0');
                    break;
                default:
                    if (c == '$' && string.CompareOrdinal(text, i, _tag, 0, _tag.Length) == 0)
                    {
                        _place = Place.Outside;
                        i += _tag.Length - 1;
                    }
                    break;
            }
            (_beforeLast, _last) = (_last, c);
        }
    }

    private static string? TagAt(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        var isTag = end < text.Length && text[end] == '$' && (end == at + 1 || !char.IsDigit(text[at + 1]));
        return isTag ? text[at..(end + 1)] : null;
    }
}
