using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Jinja;
using Penstock.Jinja.Values;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>Values of JSON and YAML in templates, and back.</summary>
internal static class JinjaJson
{
    public static object? ToValue(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonObject map => new JinjaDict(map.Select(p => ((object?)p.Key, ToValue(p.Value)))),
            JsonArray list => new JinjaList(list.Select(ToValue)),
            _ => node.GetValueKind() switch
            {
                JsonValueKind.String => node.GetValue<string>(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => Number(node.ToJsonString()),
                _ => null,
            },
        };

    public static JsonNode? ToNode(object? value) =>
        value switch
        {
            null => null,
            bool b => b,
            long n => n,
            BigInteger n => JsonNode.Parse(n.ToString(CultureInfo.InvariantCulture)),
            double d => d,
            string text => text,
            MarkedText text => text.Value,
            JinjaList list => new JsonArray([.. list.Items.Select(ToNode)]),
            JinjaTuple tuple => new JsonArray([.. tuple.Items.Select(ToNode)]),
            JinjaDict dict => new JsonObject(dict.Pairs.Select(p => KeyValuePair.Create($"{p.Key}", ToNode(p.Value)))),
            IHostObject host => host.Text,
            _ => throw new JinjaException(
                JinjaErrorKind.TypeError,
                "A value in config(…) is no text, number, list or dict"
            ),
        };

    // A fraction that a float cannot hold keeps its digits: it is written as they are.
    private static object Number(string text)
    {
        if (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole >= long.MinValue && whole <= long.MaxValue ? (object)(long)whole : whole;
        var real = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        var isSame =
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && decimal.TryParse(
                real.ToString("R", CultureInfo.InvariantCulture),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var back
            )
            && exact == back;
        return isSame || text.Length < 16 ? real : text;
    }
}
