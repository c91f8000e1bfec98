using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Penstock.LakeLayers.Documents;

/// <summary>A scratch file of JSON lines on its way into DuckDB. One thread at a time.</summary>
internal sealed class JsonLines : IDisposable
{
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _buffer = new(64 << 10);
    private readonly Utf8JsonWriter _json;

    public JsonLines(string path)
    {
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 18);
        _json = new Utf8JsonWriter(
            _buffer,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
        );
    }

    /// <summary>Bytes of the longest line so far.</summary>
    public long Longest { get; private set; }

    /// <summary>Lines so far.</summary>
    public long Count { get; private set; }

    /// <summary>Begins a line: an object to write properties into.</summary>
    public Utf8JsonWriter Start()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        return _json;
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _file.Write(_buffer.WrittenSpan);
        _file.WriteByte((byte)'\n');
        Longest = Math.Max(Longest, _buffer.WrittenCount);
        Count++;
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
