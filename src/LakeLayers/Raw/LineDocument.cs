using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Penstock.LakeLayers.Raw;

/// <summary>Parses a line and checks everything in it: what passes can be kept exactly.</summary>
internal static class LineDocument
{
    /// <summary>Documents nested deeper are refused; MongoDB allows 100.</summary>
    public const int MaxDepth = 900;

    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false,
    };

    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = MaxDepth };

    /// <summary>The document of a line.</summary>
    /// <exception cref="DocumentFault">It cannot be taken.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        if (!Utf8.IsValid(line.Span))
            throw new DocumentFault("invalid UTF-8");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line, Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw FaultOf(line);
        }
        try
        {
            Check(document.RootElement, "");
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>The place of a field below another.</summary>
    public static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static void Check(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                ExtendedJson.KindOf(value, path);
                foreach (var field in value.EnumerateObject())
                    Check(field.Value, Below(path, NameOf(field, path)));
                break;
            case JsonValueKind.Array:
                var at = 0;
                foreach (var item in value.EnumerateArray())
                    Check(item, $"{path}[{at++}]");
                break;
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(value).Contains((byte)'\\'):
                TextOf(value, path);
                break;
        }
    }

    private static string NameOf(JsonProperty field, string path)
    {
        string name;
        try
        {
            name = field.Name;
        }
        catch (InvalidOperationException)
        {
            throw new DocumentFault("a field's name has an escape that is no valid character", path);
        }
        if (name.Contains('\0'))
            throw new DocumentFault("a field's name holds NUL", Below(path, name.Replace('\0', '\uFFFD')));
        if (path.Length == 0 && name is LineChunk.PositionField or LineChunk.HashField)
            throw new DocumentFault("the field's name is kept for the number and hash of lines", name);
        return name;
    }

    private static void TextOf(JsonElement value, string path)
    {
        try
        {
            value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new DocumentFault("a string escape is no valid character", path);
        }
    }

    // Called for lines that do not parse: the parser's own words are about tokens, and people look for a place.
    private static DocumentFault FaultOf(ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(
            line.Span,
            isFinalBlock: false,
            new JsonReaderState(new JsonReaderOptions { MaxDepth = int.MaxValue })
        );
        var (depth, deepest) = (0, 0);
        try
        {
            while (reader.Read())
            {
                depth = reader.CurrentDepth;
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    deepest = Math.Max(deepest, depth + 1);
                if (depth == 0 && reader.TokenType == JsonTokenType.EndObject)
                {
                    var rest = line.Span[(int)reader.BytesConsumed..].Trim(" \t\r"u8);
                    if (!rest.IsEmpty)
                        return new DocumentFault(
                            $"malformed JSON: something follows the document at byte {reader.BytesConsumed + 1}"
                        );
                    break;
                }
            }
            if (depth > 0 || reader.TokenType != JsonTokenType.EndObject)
                return new DocumentFault("malformed JSON: the line ends within the document");
        }
        catch (JsonException e)
        {
            return new DocumentFault($"malformed JSON at byte {(e.BytePositionInLine ?? 0) + 1}");
        }
        return deepest > MaxDepth
            ? new DocumentFault($"the document is nested {deepest} levels deep, more than {MaxDepth}")
            : DuplicateOf(line) ?? new DocumentFault("a string escape is no valid character");
    }

    private static DocumentFault? DuplicateOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Lenient);
            return Duplicate(document.RootElement, "") is { } field
                ? new DocumentFault("the field is there twice", field)
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Duplicate(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var field in value.EnumerateObject())
                {
                    var place = Below(path, field.Name);
                    if (!names.Add(field.Name))
                        return place;
                    if (Duplicate(field.Value, place) is { } found)
                        return found;
                }
                return null;
            case JsonValueKind.Array:
                var at = 0;
                foreach (var item in value.EnumerateArray())
                {
                    if (Duplicate(item, $"{path}[{at++}]") is { } found)
                        return found;
                }
                return null;
            default:
                return null;
        }
    }
}
