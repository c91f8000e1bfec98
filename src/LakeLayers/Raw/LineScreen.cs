using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Penstock.LakeLayers.Raw;

/// <summary>Reads a chunk that DuckDB refused line by line and sets the lines apart that are no JSON documents.</summary>
internal static class LineScreen
{
    /// <summary>Rewrites the chunk without the bad lines and returns them; the chunk is null when none are good.</summary>
    public static (LineChunk? Good, IReadOnlyList<RefusedLine> Bad) Run(LineChunk chunk, CancellationToken cancellationToken)
    {
        var path = chunk.Path + ".good";
        var bad = new List<RefusedLine>();
        using (var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 18))
        {
            // The line's text is taken as bytes in Latin-1: nothing is lost, and lines end at LF only.
            using var file = new FileStream(chunk.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 18);
            var line = new List<byte>(1 << 12);
            for (var next = file.ReadByte(); next >= 0; next = file.ReadByte())
            {
                if (next != '\n')
                {
                    line.Add((byte)next);
                    continue;
                }
                cancellationToken.ThrowIfCancellationRequested();
                var bytes = line.ToArray();
                line.Clear();
                if (Fault(bytes) is { } fault) bad.Add(Original(bytes, fault));
                else
                {
                    output.Write(bytes);
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
        if (!Utf8.IsValid(line)) return "invalid UTF-8";
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 900 });
            while (reader.Read())
            {
                // A half surrogate escape passes the reader but is no text.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) reader.GetString();
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
        if (!Utf8Parser.TryParse(span, out long position, out var digits)) throw new InvalidOperationException("The line's own number is not in it.");
        var rest = span[(digits + ",\"__penstock_hash\":\"".Length + 17)..];
        return LineChunker.Refuse(position, fault, (byte[])[(byte)'{', .. rest is [(byte)',', ..] ? rest[1..] : rest]);
    }
}
