using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Penstock.LakeLayers.Raw;

/// <summary>Reads a chunk that DuckDB refused line by line and sets the lines apart that are no JSON documents.</summary>
internal static class LineScreen
{
    /// <summary>Deeper documents are refused.</summary>
    public const int MaxDepth = 900;

    /// <summary>Rewrites the chunk without the bad lines and returns them; the chunk is null when none are good.</summary>
    public static (LineChunk? Good, IReadOnlyList<RefusedLine> Bad) Run(
        LineChunk chunk,
        CancellationToken cancellationToken
    )
    {
        var path = chunk.Path + ".good";
        var bad = new List<RefusedLine>();
        using (var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 18))
        {
            foreach (var line in chunk.Lines())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Fault(line) is { } fault)
                    bad.Add(Original(line, fault));
                else
                {
                    output.Write(line);
                    output.WriteByte((byte)'\n');
                }
            }
        }
        File.Move(path, chunk.Path, overwrite: true);
        var rows = chunk.Rows - bad.Count;
        return (rows == 0 ? null : chunk with { Rows = rows }, bad);
    }

    private static string? Fault(byte[] line)
    {
        if (!Utf8.IsValid(line))
            return "invalid UTF-8";
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read())
            {
                // A half surrogate escape passes the reader but is no text.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
            }
            return null;
        }
        catch (JsonException e)
        {
            return "malformed JSON: " + e.Message.Split(" LineNumber:")[0];
        }
        catch (InvalidOperationException)
        {
            return "a string escape is no valid character";
        }
    }

    /// <summary>Takes the number and hash out again.</summary>
    private static RefusedLine Original(byte[] line, string fault)
    {
        var span = line.AsSpan("{\"__penstock_position\":".Length);
        if (!Utf8Parser.TryParse(span, out long position, out var digits))
            throw new InvalidOperationException("The line's own number is not in it.");
        var rest = span[(digits + ",\"__penstock_hash\":\"".Length + 17)..];
        return LineChunker.Refuse(position, fault, (byte[])[(byte)'{', .. rest is [(byte)',', ..] ? rest[1..] : rest]);
    }
}
