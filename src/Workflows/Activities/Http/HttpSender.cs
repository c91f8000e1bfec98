namespace Penstock.Workflows.Activities.Http;

/// <summary>
/// The connections that all HTTP activities of the process share. Cookies are not kept: runs must not see each other's.
/// </summary>
internal sealed class HttpSender : IDisposable
{
    public HttpSender(HttpActivityOptions options)
    {
        Client = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectTimeout = options.ConnectTimeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
            }
        )
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = options.MaxResponseBytes,
        };
    }

    public HttpClient Client { get; }

    public void Dispose() => Client.Dispose();
}
