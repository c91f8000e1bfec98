using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// Writes lines anew in the types of their columns, every value as text: whatever form a value has and however kinds are
/// mixed, DuckDB
/// then only casts text to types that hold it. Lines that cannot be taken are set apart.
/// </summary>
/// <param name="columns">The columns.</param>
/// <param name="isExact">Whether the columns are made of all values, so that a document that does not fit is refused; else it
/// is a <see cref="RetypeException"/>.</param>
/// <param name="key">Fields that every document must have.</param>
internal sealed class LineRewriter(RawColumns columns, bool isExact, IReadOnlyList<string> key)
{
    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = LineDocument.MaxDepth + 8,
    };

    /// <summary>Writes a chunk beside it; null when none of its lines is good.</summary>
    public (LineChunk? Good, IReadOnlyList<RefusedLine> Bad) Run(LineChunk chunk, CancellationToken cancellationToken)
    {
        var path = chunk.Path + ".typed";
        var bad = new List<RefusedLine>();
        var longest = 0;
        using (var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 18))
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>(1 << 12);
            using var writer = new Utf8JsonWriter(buffer, Writing);
            foreach (var bytes in chunk.Lines())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var line = NumberedLine.Of(bytes);
                buffer.ResetWrittenCount();
                writer.Reset(buffer);
                try
                {
                    using var document = LineDocument.Parse(line.Document);
                    RequireKey(document.RootElement);
                    Write(writer, line, document.RootElement);
                    writer.Flush();
                }
                catch (DocumentFault fault)
                {
                    bad.Add(line.Refuse(fault));
                    continue;
                }
                output.Write(buffer.WrittenSpan);
                output.WriteByte((byte)'\n');
                longest = Math.Max(longest, buffer.WrittenCount + 1);
            }
        }
        var rows = chunk.Rows - bad.Count;
        if (rows > 0)
            return (new LineChunk(path, rows, longest), bad);
        File.Delete(path);
        return (null, bad);
    }

    private void RequireKey(JsonElement document)
    {
        foreach (var field in key)
            if (
                !document.TryGetProperty(field, out var value)
                || ExtendedJson.KindOf(value, field) is "null" or "undefined"
            )
                throw new DocumentFault(
                    "the document has no value for this field of the key that it is merged by",
                    field
                );
    }

    private void Write(Utf8JsonWriter writer, NumberedLine line, JsonElement document)
    {
        writer.WriteStartObject();
        writer.WriteNumber(LineChunk.PositionField, line.Position);
        writer.WriteString(LineChunk.HashField, line.Hash);
        foreach (var field in document.EnumerateObject())
        {
            if (columns.Of(field.Name) is { } column)
            {
                writer.WritePropertyName(column.Name);
                Write(writer, field.Value, column.Type, field.Name);
            }
            else if (field.Value.ValueKind != JsonValueKind.Null)
                throw isExact
                    ? new DocumentFault($"the table has {RawColumns.MaxColumns} columns and takes no more", field.Name)
                    : new RetypeException();
        }
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, RawType type, string path)
    {
        var kind = ExtendedJson.KindOf(value, path);
        if (kind is "null" or "undefined")
            writer.WriteNullValue();
        else if (type.Scalar == RawType.Json)
            writer.WriteStringValue(JsonMarshal.GetRawUtf8Value(value));
        else if (type.Fields is not null && kind == "object")
        {
            writer.WriteStartObject();
            foreach (var field in value.EnumerateObject())
            {
                var place = LineDocument.Below(path, field.Name);
                if (type.Fields.FirstOrDefault(f => field.NameEquals(f.Name)) is { Type: { } part })
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value, part, place);
                }
                else if (field.Value.ValueKind != JsonValueKind.Null)
                    throw Misfit(type, place);
            }
            writer.WriteEndObject();
        }
        else if (type.Item is not null && kind == "array")
        {
            writer.WriteStartArray();
            var at = 0;
            foreach (var item in value.EnumerateArray())
                Write(writer, item, type.Item, $"{path}[{at++}]");
            writer.WriteEndArray();
        }
        else if (Holds(type.Scalar, kind))
            writer.WriteStringValue(Text(value, kind, type, path));
        else
            throw Misfit(type, path);
    }

    private static bool Holds(string? scalar, string kind) =>
        scalar switch
        {
            RawType.Text => kind is not ("object" or "array"),
            "INTEGER" => kind is "whole",
            "BIGINT" => kind is "whole" or "long" or "bigLong",
            "DOUBLE" => kind is "whole" or "long" or "double",
            "BOOLEAN" => kind is "bool",
            RawType.Instant => kind is "date",
            RawType.Exact => kind is "decimal",
            RawType.Bytes => kind is "binData",
            _ => false,
        };

    private static string Text(JsonElement value, string kind, RawType type, string path) =>
        kind switch
        {
            "string" => value.GetString()!,
            "date" => ExtendedJson.Moment(value, path),
            "binData" when type.Scalar == RawType.Bytes => Escaped(ExtendedJson.Inner(value).GetProperty("base64"u8)),
            "objectId" or "symbol" or "decimal" or "longDecimal" => ExtendedJson.Inner(value).GetString()!,
            "whole" or "long" or "bigLong" or "double" when value.ValueKind == JsonValueKind.Object => ExtendedJson
                .Inner(value)
                .GetString()!,
            _ => value.GetRawText(),
        };

    // As a cast of text to BLOB wants its bytes.
    private static string Escaped(JsonElement base64) =>
        string.Concat(Convert.FromBase64String(base64.GetString()!).Select(b => $"\\x{b:X2}"));

    private Exception Misfit(RawType type, string path) =>
        isExact ? new DocumentFault($"the value is none of type {type.Sql}", path) : new RetypeException();
}
