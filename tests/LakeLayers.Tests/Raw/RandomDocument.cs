using System.Globalization;
using System.Text;

namespace Penstock.LakeLayers.Tests.Raw;

/// <summary>Lines of JSON as sources send them: all types, depths and keys, and some that are none.</summary>
internal sealed class RandomDocument(int seed)
{
    private static readonly string[] Keys =
    [
        "a",
        "b",
        "A",
        "name",
        "Name",
        "_run_id",
        "_run_id_",
        "",
        "a.b",
        "a, b",
        "it's",
        "\\\"q\\\"",
        "ü",
        "Ü",
        "\\u0041",
        "$x",
        "$date",
        "$oid",
        "select",
        "x y",
        "\\n",
        "日本",
        "😀",
        "__penstock_position",
        "k\\u0000",
        "element",
        "-1",
        "{",
        "[0]",
        "%s",
        "--",
        ";",
    ];

    private static readonly string[] Scalars =
    [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1",
        "-1",
        "7",
        "2147483648",
        "9007199254740993",
        "9223372036854775808",
        "123456789012345678901234567890",
        "0.1",
        "1.5",
        "1e400",
        "1E-400",
        "-1.5e3",
        "0.12345678901234567890",
        "1.0",
        "\"\"",
        "\"x\"",
        "\"null\"",
        "\"NaN\"",
        "\"1\"",
        "\"ü\\u0000\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "\"a\\\"b\\\\\"",
        "\"\\\\N\"",
        "{\"$oid\":\"5f0000000000000000000001\"}",
        "{\"$date\":\"2024-01-01T00:00:00Z\"}",
        "{\"$date\":{\"$numberLong\":\"-1\"}}",
        "{\"$date\":{\"$numberLong\":\"9223372036854775807\"}}",
        "{\"$numberDecimal\":\"1.5\"}",
        "{\"$numberDecimal\":\"1E+6144\"}",
        "{\"$numberDecimal\":\"NaN\"}",
        "{\"$numberLong\":\"5\"}",
        "{\"$numberDouble\":\"-Infinity\"}",
        "{\"$binary\":{\"base64\":\"AAE=\",\"subType\":\"00\"}}",
        "{\"$regularExpression\":{\"pattern\":\"a\",\"options\":\"\"}}",
        "{\"$minKey\":1}",
        "{\"$timestamp\":{\"t\":1,\"i\":2}}",
        "{\"$undefined\":true}",
        "{\"$oid\":5}",
        "{}",
        "[]",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A line; never blank.</summary>
    public byte[] Line()
    {
        var text = new StringBuilder();
        Object(
            text,
            _random.Next(20) == 0 ? _random.Next(100) : _random.Next(4),
            _random.Next(6),
            _random.Next(30) == 0
        );
        var line = Encoding.UTF8.GetBytes(text.ToString());
        return _random.Next(40) switch
        {
            0 => line[..Math.Max(1, _random.Next(line.Length))],
            1 => Broken(line),
            2 => [.. line, .. line],
            _ => line,
        };
    }

    private byte[] Broken(byte[] line)
    {
        line[_random.Next(1, line.Length)] = (byte)"\u0000\u007f{}[]\",:9x"[_random.Next(11)];
        if (_random.Next(3) == 0)
            line[^1] = 0xFF;
        return line;
    }

    private void Object(StringBuilder text, int depth, int fields, bool mayRepeat)
    {
        text.Append('{');
        var names = new HashSet<string>();
        for (var i = 0; i < fields || (i == 0 && depth > 0); i++)
        {
            var name =
                _random.Next(8) == 0
                    ? string.Create(CultureInfo.InvariantCulture, $"id{_random.Next(5000)}")
                    : Keys[_random.Next(Keys.Length)];
            if (name is "__penstock_position" or "k\\u0000" && _random.Next(10) > 0)
                name = "plain";
            if (!names.Add(name) && !mayRepeat)
                continue;
            text.Append(text[^1] == '{' ? "" : ",").Append('"').Append(name).Append("\":");
            Value(text, i == 0 ? depth : _random.Next(Math.Min(depth, 3) + 1));
        }
        text.Append('}');
    }

    private void Value(StringBuilder text, int depth)
    {
        if (depth == 0)
            text.Append(Scalars[_random.Next(Scalars.Length)]);
        else if (_random.Next(3) == 0)
        {
            text.Append('[');
            Value(text, depth - 1);
            for (var i = _random.Next(3); i > 0; i--)
            {
                text.Append(',');
                Value(text, 0);
            }
            text.Append(']');
        }
        else
            Object(text, depth - 1, _random.Next(4), false);
    }
}
