using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models.Seeding;

/// <summary>
/// Reads CSV as RFC 4180 has it: values between double quotes hold delimiters, line ends and doubled quotes. Lines end with LF,
/// CR LF or CR. Nothing is guessed from the first rows.
/// </summary>
internal sealed class CsvReader(Stream content, char delimiter, string file)
{
    private const int End = -1;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _value = new(256);
    private int _position;
    private int _length;
    private long _line = 1;
    private bool _isBegun;

    /// <summary>The line on which the record begins that was read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the last value of that record stood between quotes.</summary>
    public bool WasQuoted { get; private set; }

    /// <summary>Reads the next record: the texts of its values. An empty line is a record of one empty value.</summary>
    /// <param name="values">Takes the values.</param>
    /// <returns>Whether there was one.</returns>
    public bool Read(List<string> values)
    {
        if (!_isBegun)
            SkipByteOrderMark();
        values.Clear();
        Line = _line;
        if (Peek() == End)
            return false;
        while (true)
        {
            _value.ResetWrittenCount();
            WasQuoted = Peek() == '"';
            if (WasQuoted)
                ReadQuoted();
            else
                ReadPlain();
            values.Add(Text());
            var next = Take();
            if (next == delimiter)
                continue;
            if (next != End)
                EndLine(next);
            return true;
        }
    }

    private void ReadPlain()
    {
        while (Peek() is var next && next != delimiter && next is not ('\n' or '\r' or End))
            Append(Take());
    }

    private void ReadQuoted()
    {
        var opened = _line;
        Take();
        while (true)
        {
            var next = Take();
            if (next == End)
                throw Error(opened, "A double quote is opened and never closed");
            if (next == '"')
            {
                if (Peek() != '"')
                    break;
                Take();
            }
            Append(next);
            if (next == '\n' || (next == '\r' && Peek() != '\n'))
                _line++;
        }
        if (Peek() is var after && after != delimiter && after is not ('\n' or '\r' or End))
            throw Error(_line, $"Behind a closing double quote stands '{(char)after}' (a quote in a value is doubled)");
    }

    private void EndLine(int next)
    {
        if (next == '\r' && Peek() == '\n')
            Take();
        _line++;
    }

    private void Append(int value)
    {
        if (value == 0)
            throw Error(_line, "It holds a NUL byte: is it UTF-16, or no text at all?", "save it as UTF-8");
        _value.GetSpan(1)[0] = (byte)value;
        _value.Advance(1);
    }

    private string Text()
    {
        if (Utf8.IsValid(_value.WrittenSpan))
            return Encoding.UTF8.GetString(_value.WrittenSpan);
        var rest = _value.WrittenSpan;
        while (Rune.DecodeFromUtf8(rest, out _, out var used) == OperationStatus.Done)
            rest = rest[used..];
        throw Error(
            _line,
            $"It is not UTF-8: the byte 0x{rest[0]:X2} behind '{Encoding.UTF8.GetString(_value.WrittenSpan[..^rest.Length])}'",
            "save it as UTF-8 (Latin-1: iconv -f latin1 -t utf-8)"
        );
    }

    private void SkipByteOrderMark()
    {
        _isBegun = true;
        Peek();
        var start = _buffer.AsSpan(0, _length);
        if (start.StartsWith("\uFEFF"u8))
            _position = 3;
        else if (
            start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
        )
            throw Error(1, "It is UTF-16", "save it as UTF-8");
    }

    private int Take()
    {
        var next = Peek();
        if (next != End)
            _position++;
        return next;
    }

    private int Peek()
    {
        if (_position == _length)
        {
            _length = content.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
            _position = 0;
        }
        return _length == 0 ? End : _buffer[_position];
    }

    private PenstockException Error(long line, string what, string next = "mend the file and run again") =>
        SeedErrors.At(file, line, what, next);
}
