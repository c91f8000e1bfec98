using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>Makes control and data connections: sockets, and TLS with options that they share.</summary>
internal sealed class FtpDialer(FileServerConnection connection)
{
    private readonly SslClientAuthenticationOptions? _tls =
        connection.Address.Scheme == "ftps" ? TlsTrust.Options(connection) : null;

    public bool IsTls => _tls is not null;

    public async Task<Socket> ConnectControlAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(connection.Address.Host, connection.Port, cancellationToken);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw FileServerErrors.Unreachable(connection, e.Message, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A data connection goes to where the control connection went, whatever address the server names (RFC 2577 3).
    /// </summary>
    public static async Task<NetworkStream> ConnectDataAsync(
        Socket control,
        int port,
        CancellationToken cancellationToken
    )
    {
        var remote = ((IPEndPoint)control.RemoteEndPoint!).Address;
        if (remote.IsIPv4MappedToIPv6)
            remote = remote.MapToIPv4();
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(remote, port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Puts TLS over a connection; the server proves who it is before anything secret is sent.</summary>
    public async Task<Stream> SecureAsync(Stream stream, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(_tls!, cancellationToken);
            return secure;
        }
        catch (AuthenticationException e)
        {
            await secure.DisposeAsync();
            throw FileServerErrors.Untrusted(connection, e.Message.TrimEnd('.'), TlsTrust.Next, e);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }
}
