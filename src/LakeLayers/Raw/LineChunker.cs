using System.Buffers.Text;
using System.IO.Hashing;
using System.Text;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// Cuts JSON lines into scratch files of a bounded size that several threads can parse, numbering and hashing each line on the
/// way:
/// <c>{"a":1}</c> becomes <c>{"__penstock_position":1,"__penstock_hash":"…","a":1}</c>. Blank lines are numbered but are no rows.
/// Lines that do not start like an object are refused here; other faults show when they are parsed.
/// </summary>
internal sealed class LineChunker(Stream content, string folder, int chunkBytes) : IDisposable
{
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private long _line;

    public List<RefusedLine> Refused { get; } = [];

    /// <summary>Lines seen that are rows, refused ones included.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes of content read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes the next chunk.</summary>
    /// <returns>Null at the end of the content.</returns>
    public LineChunk? Next(CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"lines-{Guid.NewGuid():N}.ndjson");
        using var file = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 1 << 18
        );
        long written = 0,
            rows = 0;
        var longest = 0;
        while (written < chunkBytes && TryReadLine(out var line))
        {
            if ((_line & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var size = Write(file, line);
            if (size == 0)
                continue;
            written += size;
            rows++;
            longest = Math.Max(longest, size);
        }
        if (rows > 0)
            return new LineChunk(path, rows, longest);
        file.Dispose();
        File.Delete(path);
        return null;
    }

    public void Dispose() => content.Dispose();

    /// <summary>Refused lines keep their text within reason.</summary>
    public static RefusedLine Refuse(long position, string reason, ReadOnlySpan<byte> line) =>
        new(position, reason, Encoding.UTF8.GetString(line[..Math.Min(line.Length, 1 << 20)]).Replace('\0', '\uFFFD'));

    private int Write(FileStream file, ReadOnlySpan<byte> line)
    {
        _line++;
        if (_line == 1 && line.StartsWith("\uFEFF"u8))
            line = line[3..];
        var body = line.Trim(" \t\r"u8);
        if (body.IsEmpty)
            return 0;
        Rows++;
        if (body[0] != (byte)'{')
        {
            Refused.Add(Refuse(_line, "not a JSON object", line));
            return 0;
        }
        Span<byte> head = stackalloc byte[128];
        "{\"__penstock_position\":"u8.CopyTo(head);
        Utf8Formatter.TryFormat(_line, head[23..], out var digits);
        var at = 23 + digits;
        ",\"__penstock_hash\":\""u8.CopyTo(head[at..]);
        at += 20;
        Utf8Formatter.TryFormat(
            XxHash64.HashToUInt64(body),
            head[at..],
            out var hex,
            new System.Buffers.StandardFormat('x', 16)
        );
        at += hex;
        head[at++] = (byte)'"';
        var rest = body[1..].TrimStart(" \t\r"u8);
        if (rest is not [(byte)'}', ..])
            head[at++] = (byte)',';
        file.Write(head[..at]);
        file.Write(rest);
        file.WriteByte((byte)'\n');
        return at + rest.Length + 1;
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = _buffer.AsSpan(_start, searched + found);
                _start += searched + found + 1;
                return true;
            }
            searched = _end - _start;
            if (Fill())
                continue;
            line = _buffer.AsSpan(_start, searched);
            _start = _end;
            return searched > 0;
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        var read = content.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        Bytes += read;
        return read > 0;
    }
}
