using System.Globalization;
using System.Text;

namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>The control connection: commands out, replies in, one character a byte.</summary>
internal sealed class FtpControl(Stream stream, string server) : IAsyncDisposable
{
    private const int LongestReply = 1 << 20;
    private readonly byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;

    /// <summary>
    /// The stream in use; replaced once TLS is up. What the server had sent before is forgotten, so nothing can be injected.
    /// </summary>
    public Stream Stream
    {
        get => stream;
        set
        {
            stream = value;
            _start = _end = 0;
        }
    }

    /// <summary>Sends commands in one packet; one reply each is due.</summary>
    /// <exception cref="ArgumentException">A command holds a line break: it would be two.</exception>
    public async Task SendAsync(CancellationToken cancellationToken, params IReadOnlyList<string> commands)
    {
        var text = new StringBuilder();
        foreach (var command in commands)
        {
            if (command.AsSpan().IndexOfAny("\r\n\0") >= 0)
                throw FileServerErrors.Refused(
                    $"{server}: {WireText.Show(command).ReplaceLineEndings("␤").Replace('\0', '␀')}",
                    "a name with a line break cannot be asked for over FTP"
                );
            text.Append(command).Append("\r\n");
        }
        await stream.WriteAsync(WireText.Encoding.GetBytes(text.ToString()), cancellationToken);
    }

    public async Task<FtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        var first = await ReadLineAsync(cancellationToken);
        if (
            first.Length < 3
            || !int.TryParse(first.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
        )
            throw FileServerErrors.Broken(server, "it does not speak FTP");
        List<string> lines = [TextOf(first)];
        if (first.Length > 3 && first[3] == '-')
        {
            var last = first[..3] + " ";
            for (var length = 0; ; )
            {
                var line = await ReadLineAsync(cancellationToken);
                if ((length += line.Length) > LongestReply)
                    throw FileServerErrors.Broken(server, "an endless reply");
                if (line.StartsWith(last, StringComparison.Ordinal))
                {
                    lines.Add(TextOf(line));
                    break;
                }
                lines.Add(line);
            }
        }
        var reply = new FtpReply(code, lines);
        // "Service not available": the server hangs up now, whatever was asked (RFC 959 5.4).
        return code == 421 ? throw FileServerErrors.Busy(server, reply.ToString()) : reply;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static string TextOf(string line) => line.Length > 4 ? line[4..].TrimEnd() : "";

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = _buffer.AsSpan(_start, at);
                _start += at + 1;
                return WireText.Encoding.GetString(line is [.., (byte)'\r'] ? line[..^1] : line);
            }
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            if (_end == _buffer.Length)
                throw FileServerErrors.Broken(server, "it sends a line without end");
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                throw FileServerErrors.Broken(server, "it hung up");
            _end += read;
        }
    }
}
