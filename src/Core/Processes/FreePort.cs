using System.Net;
using System.Net.Sockets;

namespace Penstock.Core.Processes;

/// <summary>Finds loopback TCP ports that nobody listens on.</summary>
public static class FreePort
{
    /// <summary>
    /// One free port. Another process may take it before it is used: whoever starts a server retries with a new one.
    /// </summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether nobody listens on a port.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
