using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Server.Elsa;

/// <summary>
/// How the contract writes JSON: camelCase names, enumerations as text, nulls written. Minimal APIs write the same way.
/// </summary>
internal static class ElsaJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    public static void Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new KeepableText());
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
