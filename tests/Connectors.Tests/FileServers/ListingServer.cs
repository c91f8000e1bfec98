using System.Net;
using System.Net.Sockets;
using Penstock.Connectors.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>
/// An FTP server of one folder whose listing a test writes word by word. It knows neither SIZE nor MDTM nor, unless facts are
/// given, MLST;
/// texts are one character a byte.
/// </summary>
internal sealed class ListingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<string> _lines;
    private readonly Dictionary<string, string> _files;
    private readonly Task _accepting;

    public ListingServer(IReadOnlyList<string> lines, Dictionary<string, string> files)
    {
        (_lines, _files) = (lines, files);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What FEAT lists.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Whether MLSD is answered; with the lines.</summary>
    public bool HasFacts { get; init; }

    public Uri Address => new($"ftp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var closing = client;
        TcpListener? passive = null;
        try
        {
            using var reader = new StreamReader(client.GetStream(), WireText.Encoding);
            await using var writer = new StreamWriter(client.GetStream(), WireText.Encoding)
            {
                AutoFlush = true,
                NewLine = "\r\n",
            };
            await writer.WriteLineAsync("220 ready");
            while (await reader.ReadLineAsync() is { } command)
            {
                var argument = command.Contains(' ') ? command[(command.IndexOf(' ') + 1)..] : "";
                switch (command.Split(' ')[0])
                {
                    case "USER":
                        await writer.WriteLineAsync("230 come in");
                        break;
                    case "FEAT":
                        await writer.WriteLineAsync(
                            $"211-Features:\r\n{string.Concat(Features.Select(f => $" {f}\r\n"))}211 End"
                        );
                        break;
                    case "TYPE" or "OPTS" or "CWD":
                        await writer.WriteLineAsync("250 done");
                        break;
                    case "PWD":
                        await writer.WriteLineAsync("257 \"/\" is current");
                        break;
                    case "EPSV":
                        passive = new TcpListener(IPAddress.Loopback, 0);
                        passive.Start();
                        await writer.WriteLineAsync($"229 go (|||{((IPEndPoint)passive.LocalEndpoint).Port}|)");
                        break;
                    case "LIST":
                    case "MLSD" when HasFacts:
                        await SendAsync(writer, passive!, string.Concat(_lines.Select(l => $"{l}\r\n")));
                        break;
                    case "RETR" when _files.TryGetValue(argument.TrimStart('/'), out var content):
                        await SendAsync(writer, passive!, content);
                        break;
                    case "RETR":
                        await writer.WriteLineAsync("550 no such file");
                        break;
                    default:
                        await writer.WriteLineAsync("500 unknown command");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client hung up.
        }
        finally
        {
            passive?.Dispose();
        }
    }

    private static async Task SendAsync(StreamWriter control, TcpListener passive, string content)
    {
        using (var data = await passive.AcceptTcpClientAsync())
        {
            await control.WriteLineAsync("150 here it comes");
            await data.GetStream().WriteAsync(WireText.Encoding.GetBytes(content));
        }
        passive.Dispose();
        await control.WriteLineAsync("226 done");
    }
}
