using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Penstock.Core.Errors;

namespace Penstock.Connectors.FileServers.Http;

/// <summary>
/// Files of a web server: what an index page links to, or an explicit list of addresses. Paths are absolute addresses.
/// </summary>
internal sealed class HttpFileServer : IFileServer
{
    private const int LargestPage = 64 << 20;
    private const int HeadsAtOnce = 8;
    private readonly FileServerConnection _connection;
    private readonly HttpClient _client;

    public HttpFileServer(FileServerConnection connection)
    {
        _connection = connection;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = connection.ConnectTimeout,
            // Compression on the way would change the bytes' number, and what Range counts.
            AutomaticDecompression = DecompressionMethods.None,
            MaxAutomaticRedirections = 5,
            SslOptions =
                connection.CaFile is null && connection.CertificateFingerprint is null
                    ? new()
                    : new SslClientAuthenticationOptions
                    {
                        RemoteCertificateValidationCallback = TlsTrust.Callback(connection),
                    },
        };
        _client = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestPage,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("penstock/0.1");
        if (connection.User is { } user)
        {
            var both = Encoding.UTF8.GetBytes($"{user}:{connection.Password}");
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(both)
            );
        }
    }

    public string Server => _connection.Server;

    public Task<string> ResolveAsync(string folder, CancellationToken cancellationToken = default)
    {
        if (folder.Length == 0)
            return Task.FromResult(_connection.ToString());
        var below = string.Join('/', folder.Trim('/').Split('/').Select(Uri.EscapeDataString));
        return Task.FromResult($"{_connection.ToString().TrimEnd('/')}/{below}/");
    }

    public async Task<FolderListing> ListAsync(string path, CancellationToken cancellationToken = default)
    {
        var links = _connection.Urls.Count > 0 ? ExplicitLinks() : await LinksAsync(path, cancellationToken);
        var entries = new FileEntry?[links.Count];
        await Parallel.ForAsync(
            0,
            links.Count,
            new ParallelOptions { MaxDegreeOfParallelism = HeadsAtOnce, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                var address = links[i].AbsoluteUri;
                entries[i] = address.EndsWith('/')
                    ? new FileEntry(address, NameOf(address), null, null, true)
                    : await FindAsync(address, token) ?? new FileEntry(address, NameOf(address), null, null, false);
            }
        );
        return new FolderListing(entries!);
    }

    public async Task<FileEntry?> FindAsync(string path, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;
        // A server without HEAD tells nothing beforehand: the file is read and its hash decides.
        if (response.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
            return new FileEntry(path, NameOf(path), null, null, false);
        Check(response, path);
        var tag = response.Headers.ETag;
        return new FileEntry(
            path,
            NameOf(path),
            response.Content.Headers.ContentLength,
            response.Content.Headers.LastModified?.ToUniversalTime(),
            false
        )
        {
            Version = tag is { IsWeak: false } ? tag.Tag : null,
        };
    }

    public async Task<Stream> OpenReadAsync(
        FileEntry file,
        long offset = 0,
        CancellationToken cancellationToken = default
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Path);
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            if (file.Version is { } version)
                request.Headers.IfRange = new RangeConditionHeaderValue(version);
            else if (file.ModifiedAt is { } time)
                request.Headers.IfRange = new RangeConditionHeaderValue(time);
        }
        var response = await SendAsync(request, cancellationToken);
        try
        {
            // Nothing behind the offset: everything is there already.
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && offset == file.Size)
                return new HttpDownload(response, Stream.Null, _connection, file.Path);
            Check(response, file.Path);
            var from =
                response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From : 0;
            if (from != offset && from != 0)
                throw FileServerErrors.Refused(file.Path, "it sends another range than was asked for");
            var download = new HttpDownload(
                response,
                await response.Content.ReadAsStreamAsync(cancellationToken),
                _connection,
                file.Path
            );
            // The whole file came although a part was asked for: no ranges here, or another content by now (the hash will tell).
            if (from == 0 && offset > 0)
                await download.SkipAsync(offset, cancellationToken);
            return download;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public string UriOf(string path) =>
        new Uri(path).GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string NameOf(string address) =>
        Uri.UnescapeDataString(new Uri(address).AbsolutePath.TrimEnd('/').Split('/')[^1]);

    private IReadOnlyList<Uri> ExplicitLinks() =>
        [
            .. _connection
                .Urls.Select(u =>
                    _connection.Address.IsBaseOf(u) || u.Host == _connection.Address.Host
                        ? u
                        : throw new UsageException(
                            "An address of the list is at another host than the connection",
                            u.GetLeftPart(UriPartial.Path),
                            "make a connection for that host"
                        )
                )
                .DistinctBy(u => u.AbsoluteUri),
        ];

    private async Task<IReadOnlyList<Uri>> LinksAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await SendAsync(request, cancellationToken);
        Check(response, path);
        if (response.Content.Headers.ContentType?.MediaType is not ("text/html" or "application/xhtml+xml"))
            throw new PenstockException(
                "The address is not a page of links",
                UriOf(path),
                "Nothing was changed",
                "end the address with /, or list the files in urls"
            );
        await using var body = new HttpDownload(
            response,
            await response.Content.ReadAsStreamAsync(cancellationToken),
            _connection,
            path
        );
        using var reader = new StreamReader(body, Encoding.UTF8);
        var text = new StringBuilder();
        var buffer = new char[1 << 16];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (text.Append(buffer, 0, read).Length > LargestPage)
                throw FileServerErrors.Refused(UriOf(path), "an endless page");
        }
        return HttpIndexPage.Links(text.ToString(), response.RequestMessage!.RequestUri!);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_connection.ConnectTimeout + _connection.IdleTimeout);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw FileServerErrors.Unreachable(_connection, "no answer in time", e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw FileServerErrors.Untrusted(_connection, e.InnerException.Message.TrimEnd('.'), TlsTrust.Next, e);
        }
        catch (HttpRequestException e)
        {
            throw FileServerErrors.Unreachable(_connection, e.Message, e);
        }
    }

    private void Check(HttpResponseMessage response, string path)
    {
        var reason = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        if (response.IsSuccessStatusCode)
            return;
        throw response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.ProxyAuthenticationRequired => FileServerErrors.LoginRefused(
                _connection,
                reason
            ),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => FileServerErrors.NotFound(UriOf(path), reason),
            HttpStatusCode.TooManyRequests
            or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.BadGateway
            or HttpStatusCode.GatewayTimeout => FileServerErrors.Busy(UriOf(path), reason),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => FileServerErrors.Broken(
                UriOf(path),
                reason
            ),
            _ => FileServerErrors.Refused(UriOf(path), reason),
        };
    }
}
