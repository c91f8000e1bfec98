namespace Penstock.Server.Elsa.Descriptors;

/// <summary>The types that a variable, an input or an output may have.</summary>
internal static class VariableTypes
{
    public sealed record Descriptor(string TypeName, string DisplayName, string Category, string? Description);

    public static IReadOnlyList<Descriptor> All { get; } =
    [
        Of("Primitives", "Object", "Any value."),
        Of("Primitives", "String", "Text."),
        Of("Primitives", "Boolean", "True or false."),
        Of("Primitives", "Int16", "A whole number of 16 bits."),
        Of("Primitives", "Int32", "A whole number of 32 bits."),
        Of("Primitives", "Int64", "A whole number of 64 bits."),
        Of("Primitives", "Single", "A number of 32 bits."),
        Of("Primitives", "Double", "A number of 64 bits."),
        Of("Primitives", "Decimal", "A decimal number."),
        Of("Primitives", "Guid", "A globally unique id."),
        Of("Primitives", "DateTime", "A date and time."),
        Of("Primitives", "DateTimeOffset", "A date and time with its offset from UTC."),
        Of("Primitives", "TimeSpan", "A duration."),
        Of("Lookups", "StringDictionary", "Names with texts."),
        Of("Lookups", "ObjectDictionary", "Names with values."),
        Of("Lookups", "StringMap", "Names with texts."),
        Of("Lookups", "ObjectMap", "Names with values."),
        Of("Dynamic", "JSON", "Any JSON value."),
        Of("Dynamic", "JsonElement", "Any JSON value."),
        Of("Dynamic", "JsonNode", "Any JSON value."),
        Of("Dynamic", "JsonObject", "A JSON object."),
        Of("Dynamic", "JsonArray", "A JSON array."),
        Of("Data", "ByteArray", "Bytes."),
        Of("Data", "Stream", "A stream of bytes; it does not outlive a pause of the workflow."),
    ];

    private static Descriptor Of(string category, string name, string description) =>
        new(name, name, category, description);
}
