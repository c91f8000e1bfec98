using System.Text;
using Penstock.Jinja.Builtins;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Formatting;

/// <summary>Values as Python's <c>pprint</c> writes them: in lines of 80 characters where that is possible.</summary>
internal static class PrettyText
{
    private const int Width = 80;

    public static string Write(object? value)
    {
        var result = new StringBuilder();
        Write(value, 0, 0, result);
        return result.ToString();
    }

    private static void Write(object? value, int indent, int allowance, StringBuilder result)
    {
        var line = Repr.Plain(Sorted(value));
        if (line.Length <= Width - indent - allowance)
        {
            result.Append(line);
            return;
        }
        switch (value)
        {
            case JinjaDict { Count: > 0 } dict:
                result.Append('{');
                var pairs = Keys(dict).ToList();
                for (var i = 0; i < pairs.Count; i++)
                {
                    var key = Repr.Plain(pairs[i].Key);
                    if (i > 0)
                        result.Append(",\n").Append(' ', indent + 1);
                    result.Append(key).Append(": ");
                    Write(
                        pairs[i].Value,
                        indent + 1 + key.Length + 2,
                        i == pairs.Count - 1 ? allowance + 1 : 1,
                        result
                    );
                }
                result.Append('}');
                break;
            case JinjaList { Items.Count: > 0 } list:
                Items(list.Items, '[', "]");
                break;
            case JinjaTuple { Items.Count: > 0 } tuple:
                Items(tuple.Items, '(', tuple.Items.Count == 1 ? ",)" : ")");
                break;
            default:
                result.Append(line);
                break;
        }

        void Items(IReadOnlyList<object?> items, char open, string close)
        {
            result.Append(open);
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0)
                    result.Append(",\n").Append(' ', indent + 1);
                Write(items[i], indent + 1, i == items.Count - 1 ? allowance + close.Length : 1, result);
            }
            result.Append(close);
        }
    }

    private static object? Sorted(object? value) =>
        value switch
        {
            JinjaDict dict => new JinjaDict(Keys(dict).Select(p => (p.Key, Sorted(p.Value)))),
            JinjaList list => new JinjaList(list.Items.Select(Sorted)),
            JinjaTuple tuple => new JinjaTuple([.. tuple.Items.Select(Sorted)]),
            _ => value,
        };

    private static List<(object? Key, object? Value)> Keys(JinjaDict dict)
    {
        try
        {
            return [.. Sorting.Pairs(dict)];
        }
        catch (JinjaException e) when (e.Kind == JinjaErrorKind.TypeError)
        {
            return [.. dict.Pairs.OrderBy(p => PyTypes.NameOf(p.Key), StringComparer.Ordinal)];
        }
    }
}
