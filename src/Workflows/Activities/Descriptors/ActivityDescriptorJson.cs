using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>Descriptors as JSON: camel-case names, enumerations as text, every member written.</summary>
public static class ActivityDescriptorJson
{
    /// <summary>The settings, for servers that write whole lists.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>One descriptor.</summary>
    public static string Write(ActivityDescriptor descriptor) => JsonSerializer.Serialize(descriptor, Options);
}
