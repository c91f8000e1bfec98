using Penstock.Core.Errors;

namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>Files on an FTP server, with explicit TLS for <c>ftps</c>. MLSD where the server has it, else LIST with SIZE and MDTM for each file.</summary>
internal sealed class FtpFileServer(FileServerConnection connection) : IFileServer
{
    private const int CommandsAtOnce = 32;
    private readonly FtpDialer _dialer = new(connection);
    private FtpSession? _session;
    private string _home = "/";

    public string Server => connection.Server;

    public async Task<string> ResolveAsync(string folder, CancellationToken cancellationToken = default)
    {
        var session = await SessionAsync(cancellationToken);
        var path = Uri.UnescapeDataString(connection.Address.AbsolutePath)[1..];
        if (!path.StartsWith('/'))
            path = FtpListing.Join(session.Home, path);
        if (folder.Length > 0)
            path = FtpListing.Join(path, folder.Trim('/'));
        return path.Length > 1 ? path.TrimEnd('/') : path;
    }

    public async Task<IReadOnlyList<FileEntry>> ListAsync(string path, CancellationToken cancellationToken = default)
    {
        var session = await SessionAsync(cancellationToken);
        // Entering the folder first keeps its name out of LIST, where servers take a leading dash for an option.
        var entered = await UseAsync(s => s.AskAsync($"CWD {path}", cancellationToken));
        if (!entered.IsCompletion)
            throw Refusal(path, entered);
        if (session.Features.Mlst)
        {
            return
            [
                .. (await LinesAsync("MLSD", path, cancellationToken))
                    .Select(l => FtpListing.ParseFacts(l, path))
                    .OfType<FileEntry>(),
            ];
        }
        var plain = (await LinesAsync("LIST", path, cancellationToken))
            .Select(l => FtpListing.ParseList(l, path))
            .OfType<FileEntry>()
            .ToList();
        return
        [
            .. plain.Where(e => e.IsDirectory),
            .. await AskFactsAsync([.. plain.Where(e => !e.IsDirectory)], cancellationToken),
        ];
    }

    public async Task<FileEntry?> FindAsync(string path, CancellationToken cancellationToken = default)
    {
        var session = await SessionAsync(cancellationToken);
        if (!session.Features.Mlst)
            return (
                await AskFactsAsync([new FileEntry(path, NameOf(path), null, null, false)], cancellationToken)
            ).FirstOrDefault();
        var reply = await UseAsync(s => s.AskAsync($"MLST {path}", cancellationToken));
        if (reply.IsTransient)
            throw FileServerErrors.Broken(UriOf(path), reply.ToString());
        var line = reply.IsCompletion ? reply.Lines.FirstOrDefault(l => l.StartsWith(' ')) : null;
        if (line is null)
            return null;
        // Servers name the file in MLST with or without its folder: only the facts count.
        var facts = line[1..][..(line.IndexOf(' ', 1) is > 0 and var at ? at : line.Length - 1)];
        return FtpListing.ParseFacts($"{facts}{NameOf(path)}", "") is { } entry ? entry with { Path = path } : null;
    }

    public async Task<Stream> OpenReadAsync(
        FileEntry file,
        long offset = 0,
        CancellationToken cancellationToken = default
    )
    {
        var session = await SessionAsync(cancellationToken);
        var (data, reply) = await UseAsync(s => s.BeginTransferAsync($"RETR {file.Path}", offset, cancellationToken));
        if (data is not null)
            return new FtpDownload(this, session, data, connection, UriOf(file.Path), offset, file.Size);
        if (offset == 0 || reply.IsTransient)
            throw Refusal(file.Path, reply);
        // No restart at this server: begin anew and pass over what is there already.
        var whole = await OpenReadAsync(file, 0, cancellationToken);
        await SkipAsync(whole, offset, cancellationToken);
        return whole;
    }

    public string UriOf(string path)
    {
        var home = _home.TrimEnd('/') + "/";
        var relative =
            path.StartsWith(home, StringComparison.Ordinal) ? path[home.Length..]
            : path == _home ? ""
            : null;
        var escaped = string.Join('/', (relative ?? path.TrimStart('/')).Split('/').Select(Uri.EscapeDataString));
        return $"{connection.Server}/{(relative is null ? "%2F" : "")}{escaped}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
            await session.DisposeAsync();
        _session = null;
    }

    /// <summary>Forgets a session whose state is not known any more; the next call makes a new one.</summary>
    internal async ValueTask AbandonAsync(FtpSession session)
    {
        if (ReferenceEquals(_session, session))
            _session = null;
        await session.DisposeAsync();
    }

    private async Task<FtpSession> SessionAsync(CancellationToken cancellationToken)
    {
        _session ??= await FtpSession.OpenAsync(connection, _dialer, cancellationToken);
        _home = _session.Home;
        return _session;
    }

    private async Task<T> UseAsync<T>(Func<FtpSession, Task<T>> exchange)
    {
        var session = _session!;
        try
        {
            return await exchange(session);
        }
        catch
        {
            await AbandonAsync(session);
            throw;
        }
    }

    private async Task<List<string>> LinesAsync(string command, string path, CancellationToken cancellationToken)
    {
        var session = _session!;
        var (data, reply) = await UseAsync(s => s.BeginTransferAsync(command, 0, cancellationToken));
        if (data is null)
            throw Refusal(path, reply);
        var lines = new List<string>();
        await using var download = new FtpDownload(this, session, data, connection, UriOf(path), 0, null);
        using var reader = new StreamReader(download, session.NameEncoding, false, 1 << 16);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            lines.Add(line);
        return lines;
    }

    // What is neither a file to SIZE nor to MDTM (a link to a folder, a pipe) is left out.
    private async Task<List<FileEntry>> AskFactsAsync(
        IReadOnlyList<FileEntry> files,
        CancellationToken cancellationToken
    )
    {
        var known = new List<FileEntry>(files.Count);
        foreach (var some in files.Chunk(CommandsAtOnce / 2))
        {
            var replies = await UseAsync(s =>
                s.AskAllAsync(
                    [.. some.SelectMany(f => new[] { $"SIZE {f.Path}", $"MDTM {f.Path}" })],
                    cancellationToken
                )
            );
            for (var i = 0; i < some.Length; i++)
            {
                var (size, time) = (replies[2 * i], replies[(2 * i) + 1]);
                if (size.Code == 550 && time.Code == 550)
                    continue;
                known.Add(
                    some[i] with
                    {
                        Size = size.Code == 213 ? FtpListing.ParseNumber(size.Text) : some[i].Size,
                        ModifiedAt = time.Code == 213 ? FtpListing.ParseTime(time.Text) : null,
                    }
                );
            }
        }
        return known;
    }

    private static async Task SkipAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        while (
            count > 0
            && await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken)
                is > 0
                    and var read
        )
            count -= read;
    }

    private PenstockException Refusal(string path, FtpReply reply) =>
        reply switch
        {
            { Code: 550 or 450 } => FileServerErrors.NotFound(UriOf(path), reply.ToString()),
            { IsTransient: true } => FileServerErrors.Broken(UriOf(path), reply.ToString()),
            _ => FileServerErrors.Refused(UriOf(path), reply.ToString()),
        };

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
