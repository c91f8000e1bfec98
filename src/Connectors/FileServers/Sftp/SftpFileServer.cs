using Penstock.Core.Errors;
using Renci.SshNet;

namespace Penstock.Connectors.FileServers.Sftp;

/// <summary>Files on an SSH server, by SSH.NET. Several may be read at once on its one connection.</summary>
internal sealed class SftpFileServer(FileServerConnection connection) : IFileServer
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private SftpClient? _client;

    public string Server => connection.Server;

    // A small file is four exchanges, in which both sides mostly wait: files under way at once fill each other's gaps.
    public int ReadsAtOnce => 4;

    public Task<string> ResolveAsync(string folder, CancellationToken cancellationToken = default)
    {
        var path = WireText.FromUri(connection.Address.AbsolutePath).TrimEnd('/');
        if (folder.Trim('/') is { Length: > 0 } below)
            path += "/" + WireText.FromText(below);
        return Task.FromResult(path.Length == 0 ? "/" : path);
    }

    public Task<FolderListing> ListAsync(string path, CancellationToken cancellationToken = default) =>
        RunAsync(path, (client, limit) => SftpFolder.ListAsync(client, path, limit), cancellationToken);

    public Task<FileEntry?> FindAsync(string path, CancellationToken cancellationToken = default) =>
        RunAsync(path, (client, limit) => SftpFolder.FindAsync(client, path, limit), cancellationToken);

    public async Task<Stream> OpenReadAsync(
        FileEntry file,
        long offset = 0,
        CancellationToken cancellationToken = default
    )
    {
        var download = await RunAsync(
            file.Path,
            async (client, limit) =>
            {
                var content = await client.OpenAsync(file.Path, FileMode.Open, FileAccess.Read, limit.Token);
                var start = content.CanSeek && offset > 0 ? content.Seek(offset, SeekOrigin.Begin) : 0;
                return new SftpDownload(this, client, content, file, start);
            },
            cancellationToken
        );
        await download.SkipAsync(offset - download.Start, cancellationToken);
        return download;
    }

    public string UriOf(string path) => connection.Server + WireText.ToUri(path);

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
            await AbandonAsync(client);
        _opening.Dispose();
    }

    /// <summary>Closes a file. When its session was given up there is nothing to close any more.</summary>
    internal async ValueTask CloseAsync(SftpClient client, Stream content, string path)
    {
        if (!ReferenceEquals(_client, client))
            return;
        try
        {
            await RunAsync(
                client,
                path,
                async (_, limit) =>
                {
                    await content.DisposeAsync().AsTask().WaitAsync(limit.Token);
                    return 0;
                },
                CancellationToken.None
            );
        }
        catch (TransientException)
        {
            // What was to be read was read; the next call makes a new session.
        }
    }

    /// <summary>One exchange within the idle limit. A session that failed is not used again.</summary>
    internal async Task<T> RunAsync<T>(
        SftpClient client,
        string path,
        Func<SftpClient, IdleLimit, Task<T>> exchange,
        CancellationToken cancellationToken
    )
    {
        using var limit = IdleLimit.Start(connection, cancellationToken);
        try
        {
            return await exchange(client, limit);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await AbandonAsync(client);
            throw FileServerErrors.Silent(UriOf(path), connection.IdleTimeout);
        }
        catch (Exception e) when (SftpFailures.IsAnswer(e))
        {
            throw SftpFailures.Explain(UriOf(path), e);
        }
        // When another file's failure has closed the session, what this one sees is whatever was under way.
        catch (Exception e)
            when (SftpFailures.IsBreak(e)
                || (!ReferenceEquals(_client, client) && e is not (PenstockException or OperationCanceledException))
            )
        {
            await AbandonAsync(client);
            throw FileServerErrors.Broken(UriOf(path), e.Message.TrimEnd('.'), e);
        }
    }

    private async Task<T> RunAsync<T>(
        string path,
        Func<SftpClient, IdleLimit, Task<T>> exchange,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await RunAsync(await ClientAsync(cancellationToken), path, exchange, cancellationToken);
    }

    private async Task<SftpClient> ClientAsync(CancellationToken cancellationToken)
    {
        if (_client is { } open)
            return open;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _client ??= await SftpLogin.OpenAsync(connection, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task AbandonAsync(SftpClient client)
    {
        if (Interlocked.CompareExchange(ref _client, null, client) == client)
            await Task.Run(client.Dispose);
    }
}
