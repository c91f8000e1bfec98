namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Cuts the parser's output into elements. Most are a line; the texts of words and metadata may hold line feeds of their own and
/// go to their end tag.
/// </summary>
internal sealed class ElementBuffer(Stream input, int limit)
{
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private int _length;

    /// <summary>Bytes of all elements so far.</summary>
    public long Total { get; private set; }

    /// <summary>Whether reading stopped at an element longer than the limit.</summary>
    public bool IsOverLimit { get; private set; }

    /// <summary>The element found last, without indentation and line feed.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_start - _length - 1, _length);

    /// <summary>
    /// Finds the next element; false at the end of output (a cut element is not handed out) or over the limit.
    /// </summary>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        while (!Find())
        {
            if (_end - _start > limit)
            {
                IsOverLimit = true;
                return false;
            }
            MakeRoom();
            var read = await input.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                return false;
            _end += read;
        }
        return true;
    }

    private bool Find()
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        var indent = rest.IndexOfAnyExcept((byte)' ', (byte)'\n');
        if (indent < 0)
            return false;
        var element = rest[indent..];
        var end = IndexOfEnd(element);
        if (end < 0)
            return false;
        _start += indent + end + 1;
        _length = end;
        Total += indent + end + 1;
        return true;
    }

    /// <summary>Where the line feed after the element is; -1 when it is not there yet.</summary>
    private static int IndexOfEnd(ReadOnlySpan<byte> element)
    {
        if (element.Length < "<title>".Length)
            return element.IndexOf((byte)'\n');
        var tag =
            element.StartsWith("<word "u8) ? "</word>\n"u8
            : element.StartsWith("<meta "u8) ? "\"/>\n"u8
            : element.StartsWith("<title>"u8) ? "</title>\n"u8
            : "\n"u8;
        var at = element.IndexOf(tag);
        return at < 0 ? -1 : at + tag.Length - 1;
    }

    private void MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end > _buffer.Length / 2)
            Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
