using System.Globalization;
using System.Numerics;
using System.Text;
using Penstock.Jinja.Builtins;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Formatting;

/// <summary>JSON as Python's <c>json.dumps</c> writes it.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _result = new();
    private readonly string? _indent;
    private readonly bool _isSorted;

    private JsonText(string? indent, bool isSorted) => (_indent, _isSorted) = (indent, isSorted);

    public static string Write(object? value, string? indent = null, bool isSorted = true)
    {
        var json = new JsonText(indent, isSorted);
        json.Value(value, 0);
        return json._result.ToString();
    }

    private void Value(object? value, int depth)
    {
        if (depth > 200)
            throw PyError.Value("Circular reference detected");
        Texts.Check(_result.Length);
        if (Texts.TryGet(value, out var text))
        {
            Quoted(text);
            return;
        }
        switch (value)
        {
            case null:
                _result.Append("null");
                break;
            case bool b:
                _result.Append(b ? "true" : "false");
                break;
            case double d:
                _result.Append(
                    double.IsNaN(d) ? "NaN"
                    : double.IsInfinity(d)
                        ? d > 0 ? "Infinity"
                            : "-Infinity"
                    : FloatText.Repr(d)
                );
                break;
            case long or BigInteger:
                _result.Append(Repr.Plain(value));
                break;
            case JinjaList list:
                Items(list.Items, '[', ']', item => Value(item, depth + 1), depth);
                break;
            case JinjaTuple tuple:
                Items(tuple.Items, '[', ']', item => Value(item, depth + 1), depth);
                break;
            case JinjaDict dict:
                Items(
                    _isSorted ? Sorting.Pairs(dict) : dict.Pairs,
                    '{',
                    '}',
                    pair =>
                    {
                        Quoted(KeyOf(pair.Key));
                        _result.Append(": ");
                        Value(pair.Value, depth + 1);
                    },
                    depth
                );
                break;
            case Undefined:
                throw PyError.Type("Object of type Undefined is not JSON serializable");
            default:
                throw PyError.Type($"Object of type {PyTypes.NameOf(value)} is not JSON serializable");
        }
    }

    private static string KeyOf(object? key) =>
        Texts.TryGet(key, out var text) ? text
        : key is null or bool or double or long or BigInteger ? Write(key)
        : throw PyError.Type($"keys must be str, int, float, bool or None, not {PyTypes.NameOf(key)}");

    private void Items<T>(IEnumerable<T> items, char open, char close, Action<T> write, int depth)
    {
        _result.Append(open);
        var isEmpty = true;
        foreach (var item in items)
        {
            if (!isEmpty)
                _result.Append(_indent is null ? ", " : ",");
            isEmpty = false;
            Break(depth + 1);
            write(item);
        }
        if (!isEmpty)
            Break(depth);
        _result.Append(close);
    }

    private void Break(int depth)
    {
        if (_indent is null)
            return;
        _result.Append('\n');
        for (var i = 0; i < depth; i++)
            _result.Append(_indent);
    }

    private void Quoted(string text)
    {
        _result.Append('"');
        foreach (var c in text)
        {
            var at = "\"\\\n\r\t\b\f".IndexOf(c, StringComparison.Ordinal);
            if (at >= 0)
                _result.Append('\\').Append("\"\\nrtbf"[at]);
            else if (c is < ' ' or > '~')
                _result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                _result.Append(c);
        }
        _result.Append('"');
    }
}
