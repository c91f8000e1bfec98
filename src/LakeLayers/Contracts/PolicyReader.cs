namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// Reads breach policies. For a column or a table: <c>customProperties: [{property: policy, value: fail}]</c>. For a quality
/// rule:
/// its <c>severity</c>, in the standard's words (<c>info</c>, <c>warning</c>, <c>error</c>) or in ours (<c>warn</c>,
/// <c>quarantine</c>, <c>fail</c>).
/// </summary>
internal static class PolicyReader
{
    public static BreachPolicy OfCustomProperties(YamlMap map, BreachPolicy fallback)
    {
        foreach (var property in map.Maps("customProperties"))
        {
            if (property.Text("property") == "policy")
                return Parse(property, "value");
        }
        return fallback;
    }

    public static BreachPolicy OfSeverity(YamlMap map, BreachPolicy fallback) =>
        map.Has("severity") ? Parse(map, "severity") : fallback;

    private static BreachPolicy Parse(YamlMap map, string key) =>
        map.Text(key) switch
        {
            "quarantine" or "error" => BreachPolicy.Quarantine,
            "fail" => BreachPolicy.Fail,
            "warn" or "warning" or "info" => BreachPolicy.Warn,
            var other => throw map.Error(
                key,
                $"Unknown policy '{other}' (known: quarantine or error, fail, warn or warning or info)"
            ),
        };
}
