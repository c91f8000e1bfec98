using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Cli.Output;

/// <summary>A count: <c>541,909</c> for people, a plain number in JSON. Ids stay plain numbers in both.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct Figure(long Value)
{
    public override string ToString() => Value.ToString("N0", CultureInfo.InvariantCulture);

    private sealed class Converter : JsonConverter<Figure>
    {
        public override Figure Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Figure value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }
}
