using System.Buffers.Text;

namespace Penstock.LakeLayers.Raw;

/// <summary>A line of a chunk, taken apart again into its number, its hash and the document as it landed.</summary>
/// <param name="Position">Its number in the object, from 1.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Document">The document, from its brace on.</param>
internal readonly record struct NumberedLine(long Position, string Hash, ReadOnlyMemory<byte> Document)
{
    private const int HashDigits = 16;

    /// <summary>Reads a line as <see cref="LineChunker"/> wrote it; its bytes are changed.</summary>
    public static NumberedLine Of(byte[] line)
    {
        var at = "{\"__penstock_position\":".Length;
        if (!Utf8Parser.TryParse(line.AsSpan(at), out long position, out var digits))
            throw new InvalidOperationException("The line's own number is not in it.");
        at += digits + ",\"__penstock_hash\":\"".Length;
        var hash = System.Text.Encoding.ASCII.GetString(line, at, HashDigits);
        // Behind the hash and its quote stands a comma, or the end of an empty document.
        at += HashDigits + 1;
        if (line[at] == (byte)',')
        {
            line[at] = (byte)'{';
            return new(position, hash, line.AsMemory(at));
        }
        line[at - 1] = (byte)'{';
        return new(position, hash, line.AsMemory(at - 1));
    }

    /// <summary>The line as one that is refused.</summary>
    public RefusedLine Refuse(DocumentFault fault) =>
        LineChunker.Refuse(Position, fault.Message, Document.Span) with
        {
            Field = fault.Field,
            Id = DocumentId.Of(Document.Span),
        };
}
