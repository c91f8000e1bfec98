using System.Globalization;
using System.Numerics;
using System.Text;
using Penstock.Jinja.Formatting;

namespace Penstock.Jinja.Values;

/// <summary>How Python writes values: <c>str()</c> and <c>repr()</c>.</summary>
internal static class Repr
{
    private const int MaxDepth = 200;

    /// <summary>The value as text; foreign where foreign text is in it.</summary>
    public static object Str(object? value) =>
        value switch
        {
            string or MarkedText or CapturedText => value,
            IHostObject host => host.Text,
            Undefined => "",
            _ => Texts.Mark(Plain(value), Texts.MarksIn(value)),
        };

    /// <summary><c>repr()</c>, without marks.</summary>
    public static string Plain(object? value)
    {
        if (value is bool or long or double or BigInteger or null)
            return Number(value);
        var result = new StringBuilder();
        Write(value, result, 0);
        return result.ToString();
    }

    public static string Quote(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var result = new StringBuilder(text.Length + 2).Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == quote || c == '\\')
                result.Append('\\').Append(c);
            else if (c is '\n' or '\r' or '\t')
                result.Append(
                    c == '\n' ? "\\n"
                    : c == '\r' ? "\\r"
                    : "\\t"
                );
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                result.Append(c).Append(text[++i]);
            else if (c == ' ' || IsPrintable(c))
                result.Append(c);
            else
                result.Append(c < 256 ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}");
        }
        return result.Append(quote).ToString();
    }

    private static bool IsPrintable(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
            );

    private static string Number(object? value) =>
        value switch
        {
            null => "None",
            bool b => b ? "True" : "False",
            long n => n.ToString(CultureInfo.InvariantCulture),
            double d => FloatText.Repr(d),
            BigInteger n => Digits(n),
            _ => "",
        };

    private static string Digits(BigInteger value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        return text.TrimStart('-').Length <= 4300
            ? text
            : throw PyError.Value(
                "Exceeds the limit (4300 digits) for integer string conversion;"
                    + " use sys.set_int_max_str_digits() to increase the limit"
            );
    }

    private static void Write(object? value, StringBuilder result, int depth)
    {
        if (depth > MaxDepth)
            throw PyError.Limit($"A value is nested more than {MaxDepth} levels deep");
        Texts.Check(result.Length);
        switch (value)
        {
            case string text:
                result.Append(Quote(text));
                break;
            case MarkedText text:
                result.Append(text.IsMarkup ? $"Markup({Quote(text.Value)})" : Quote(text.Value));
                break;
            case CapturedText:
                throw CapturedText.Refuse();
            case JinjaList list:
                Items(list.Items, "[", "]");
                break;
            case JinjaTuple tuple:
                Items(tuple.Items, "(", tuple.Items.Count == 1 ? ",)" : ")");
                break;
            case JinjaSet set:
                if (set.Count == 0)
                    result.Append("set()");
                else
                    Items(set.Items, "{", "}");
                break;
            case JinjaDict dict:
                Pairs(dict, "{", "}");
                break;
            case Namespace space:
                result.Append("<Namespace ");
                Pairs(space.Attributes, "{", "}>");
                break;
            case DictView view:
                Items(view.Items, $"dict_{view.Name}([", "])");
                break;
            case JinjaRange range:
                result.Append(CultureInfo.InvariantCulture, $"range({range.Start}, {range.Stop}");
                if (range.Step != 1)
                    result.Append(CultureInfo.InvariantCulture, $", {range.Step}");
                result.Append(')');
                break;
            case JinjaIterator iterator:
                result.Append($"<{iterator.TypeName} object>");
                break;
            case Undefined:
                result.Append("Undefined");
                break;
            case IHostObject host:
                result.Append(host.Text);
                break;
            case null or bool or long or double or BigInteger:
                result.Append(Number(value));
                break;
            default:
                result.Append(value);
                break;
        }

        void Items(IEnumerable<object?> items, string open, string close)
        {
            result.Append(open);
            var isFirst = true;
            foreach (var item in items)
            {
                if (!isFirst)
                    result.Append(", ");
                isFirst = false;
                Write(item, result, depth + 1);
            }
            result.Append(close);
        }

        void Pairs(JinjaDict dict, string open, string close)
        {
            result.Append(open);
            var isFirst = true;
            foreach (var (key, item) in dict.Pairs)
            {
                if (!isFirst)
                    result.Append(", ");
                isFirst = false;
                Write(key, result, depth + 1);
                result.Append(": ");
                Write(item, result, depth + 1);
            }
            result.Append(close);
        }
    }
}
