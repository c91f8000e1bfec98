using Penstock.Connectors.FileServers.Sftp.Native;

namespace Penstock.Connectors.FileServers.Sftp;

/// <summary>Files on an SSH server, through libssh on a thread of its own.</summary>
internal sealed class SftpFileServer(FileServerConnection connection) : IFileServer
{
    private const int ReadOnly = 0;
    private SftpThread? _thread;
    private SshSession? _session;

    public string Server => connection.Server;

    public Task<string> ResolveAsync(string folder, CancellationToken cancellationToken = default)
    {
        var path = Uri.UnescapeDataString(connection.Address.AbsolutePath).TrimEnd('/');
        if (folder.Trim('/') is { Length: > 0 } below)
            path += "/" + below;
        return Task.FromResult(path.Length == 0 ? "/" : path);
    }

    public Task<IReadOnlyList<FileEntry>> ListAsync(string path, CancellationToken cancellationToken = default) =>
        RunAsync(
            path,
            session => SftpFolder.List(session, Plain(path), () => Failure(session, path)),
            cancellationToken
        );

    public Task<FileEntry?> FindAsync(string path, CancellationToken cancellationToken = default) =>
        RunAsync(
            path,
            session =>
            {
                var found = SftpFolder.Find(session, Plain(path));
                if (found is null && LibSftp.sftp_get_error(session.Sftp) is not (LibSsh.NoSuchFile or LibSsh.Ok))
                    throw Failure(session, path);
                return found;
            },
            cancellationToken
        );

    public async Task<Stream> OpenReadAsync(
        FileEntry file,
        long offset = 0,
        CancellationToken cancellationToken = default
    )
    {
        var reader = await RunAsync(
            file.Path,
            session =>
            {
                var handle = LibSftp.sftp_open(session.Sftp, Plain(file.Path), ReadOnly, 0);
                if (handle.IsInvalid)
                    throw Failure(session, file.Path);
                handle.HangOn(session.Sftp);
                _ = LibSftp.sftp_seek64(handle, (ulong)offset);
                return new SftpReader(handle, offset, file.Size);
            },
            cancellationToken
        );
        return new SftpDownload(this, reader, UriOf(file.Path));
    }

    public string UriOf(string path) =>
        connection.Server + string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    public async ValueTask DisposeAsync()
    {
        var thread = _thread;
        var session = _session;
        (_thread, _session) = (null, null);
        if (thread is null)
            return;
        if (session is not null)
        {
            await thread.RunAsync(() =>
            {
                session.Dispose();
                return 0;
            });
        }
        await thread.DisposeAsync();
    }

    /// <summary>Runs native calls on the session's thread, within the idle limit. A session that failed is not used again.</summary>
    internal async Task<T> RunAsync<T>(string path, Func<SshSession, T> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _session ??= await OpenAsync(cancellationToken);
        var (session, thread) = (_session, _thread!);
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(connection.IdleTimeout);
        await using var interrupt = idle.Token.UnsafeRegister(static s => ((SshSession)s!).Interrupt(), session);
        try
        {
            return await thread.RunAsync(() => call(session));
        }
        catch (Exception) when (idle.IsCancellationRequested)
        {
            await DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw FileServerErrors.Silent(UriOf(path), connection.IdleTimeout);
        }
        catch (Core.Errors.TransientException)
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes a file on the session's thread; when that is gone already nothing else uses the session.</summary>
    internal async ValueTask CloseAsync(SftpReader reader)
    {
        if (_thread is not { } thread)
        {
            reader.Dispose();
            return;
        }
        await thread.RunAsync(() =>
        {
            reader.Dispose();
            return 0;
        });
    }

    internal Exception Failure(SshSession session, string path) =>
        LibSftp.sftp_get_error(session.Sftp) switch
        {
            LibSsh.NoSuchFile => FileServerErrors.NotFound(UriOf(path), "SFTP error 2"),
            LibSsh.PermissionDenied => FileServerErrors.Refused(UriOf(path), "permission denied"),
            var code => FileServerErrors.Broken(UriOf(path), $"SFTP error {code}: {session.Error}"),
        };

    private async Task<SshSession> OpenAsync(CancellationToken cancellationToken)
    {
        _thread ??= new SftpThread();
        var opening = _thread.RunAsync(() => SshSession.Open(connection));
        try
        {
            return await opening.WaitAsync(connection.ConnectTimeout * 2, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !opening.IsCompleted)
        {
            // Its thread ends by itself when libssh's own limit strikes.
            var thread = _thread;
            _thread = null;
            _ = opening.ContinueWith(
                late =>
                {
                    if (late.IsCompletedSuccessfully)
                        late.Result.Dispose();
                    return thread.DisposeAsync().AsTask();
                },
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default
            );
            if (e is TimeoutException)
                throw FileServerErrors.Unreachable(connection, "no answer in time", e);
            throw;
        }
    }

    // A NUL would end the name in the middle on its way through C.
    private string Plain(string path) =>
        path.Contains('\0', StringComparison.Ordinal)
            ? throw FileServerErrors.Refused(UriOf(path), "a name with a NUL character")
            : path;
}
