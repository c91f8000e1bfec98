using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.LakeLayers.Tables;

/// <summary>A table's name in JSON: <c>"zone.name"</c>.</summary>
internal sealed class TableNameConverter : JsonConverter<TableName>
{
    public override TableName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TableName.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, TableName value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
