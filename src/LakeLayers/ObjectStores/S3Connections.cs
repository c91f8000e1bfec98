using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Penstock.Core.Certificates;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// The connections of one store. The client's own limits are on the length of a request and end with the headers of its answer;
/// the one here is on silence, for as long as the connection lives.
/// </summary>
internal sealed class S3Connections : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client;

    public S3Connections(S3StoreOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new SilenceLimitedStream(new NetworkStream(socket, ownsSocket: true), options.Silence);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        if (options.CertificateFile is { } file)
        {
            var roots = CertificateRoots.Load(file);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                && certificate is X509Certificate2 given
                && roots.Trust(given);
        }
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();
}
