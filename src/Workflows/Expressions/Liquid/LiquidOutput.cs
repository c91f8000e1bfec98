using System.Globalization;
using System.Text;
using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>The text of a rendering, with a limit on its length; whoever writes is stopped when the time is over.</summary>
internal sealed class LiquidOutput(Watch watch, int maxLength) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value) => Add([value]);

    public override void Write(string? value) => Add(value);

    public override void Write(char[] buffer, int index, int count) => Add(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Add(buffer);

    public override Task WriteAsync(char value)
    {
        Add([value]);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Add(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(char[] buffer, int index, int count)
    {
        Add(buffer.AsSpan(index, count));
        return Task.CompletedTask;
    }

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        Add(buffer.Span);
        return Task.CompletedTask;
    }

    public override string ToString() => _text.ToString();

    private void Add(ReadOnlySpan<char> text)
    {
        watch.Check();
        if (_text.Length + text.Length > maxLength)
            throw new ScriptStopped(ScriptStop.Output);
        _text.Append(text);
    }
}
