using System.Text;

namespace Penstock.Workflows.Tests;

/// <summary>Text that activities write from several threads, and that can be read meanwhile.</summary>
public sealed class SharedText : TextWriter
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (_text)
            _text.Append(value);
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override string ToString()
    {
        lock (_text)
            return _text.ToString();
    }
}
