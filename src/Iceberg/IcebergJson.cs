using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Iceberg;

/// <summary>JSON as the table format and its REST catalogue write it: names in kebab case, absent instead of null.</summary>
public static class IcebergJson
{
    /// <summary>How it is read and written.</summary>
    public static JsonSerializerOptions Options { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectRequiredConstructorParameters = true,
            // Clients write the keys of an object in any order.
            AllowOutOfOrderMetadataProperties = true,
            MaxDepth = 64,
        };

    /// <summary>Writes a value.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads a value.</summary>
    /// <exception cref="IcebergFormatException">The text is no JSON, or lacks something that the format requires.</exception>
    public static T Read<T>(string json) => Read<T>(json, Options);

    /// <summary>Reads a value by other rules.</summary>
    /// <exception cref="IcebergFormatException">As the other.</exception>
    public static T Read<T>(string json, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, options) ?? throw new IcebergFormatException("there is nothing");
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new IcebergFormatException(e.Message);
        }
    }
}
