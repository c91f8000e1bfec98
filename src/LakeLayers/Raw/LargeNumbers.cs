using System.Text.Json;

namespace Penstock.LakeLayers.Raw;

/// <summary>Finds fields with whole numbers that 64 bits with a sign do not hold. DuckDB's structure of JSON tells the sign of numbers, not their size.</summary>
internal static class LargeNumbers
{
    // Shorter ones fit.
    private const int LeastDigits = 19;

    /// <summary>The fields of a chunk that have such numbers, as fields that have text too: a column of text keeps every digit.</summary>
    public static FieldShape In(LineChunk chunk, CancellationToken cancellationToken)
    {
        var shape = new FieldShape();
        foreach (var line in chunk.Lines())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Look(line, shape);
        }
        return shape;
    }

    private static void Look(byte[] line, FieldShape document)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = LineScreen.MaxDepth });
        // The way down to the value at hand; null is an array.
        var way = new Stack<string?>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    way.Push(reader.GetString());
                    continue;
                case JsonTokenType.StartArray:
                    way.Push(null);
                    continue;
                case JsonTokenType.StartObject:
                    continue;
                case JsonTokenType.EndArray:
                    way.Pop();
                    break;
                case JsonTokenType.Number when IsLarge(reader):
                    Add(document, way);
                    break;
            }
            // The value of a field is at its end, whatever it was; items of arrays follow each other.
            if (way.TryPeek(out var name) && name is not null)
                way.Pop();
        }
    }

    private static bool IsLarge(Utf8JsonReader reader) =>
        reader.ValueSpan.Length >= LeastDigits
        && reader.ValueSpan.IndexOfAny(".eE"u8) < 0
        && !reader.TryGetInt64(out _);

    private static void Add(FieldShape shape, Stack<string?> way)
    {
        foreach (var name in way.Reverse())
            shape = name is null ? shape.Item() : shape.Field(name);
        shape.Types.Add("string");
    }
}
