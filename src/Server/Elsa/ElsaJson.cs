using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Server.Elsa;

/// <summary>How the contract writes JSON: camelCase names, enumerations as text, nulls written.</summary>
internal static class ElsaJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
