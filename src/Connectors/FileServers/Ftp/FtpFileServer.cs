using Penstock.Connectors.FileServers.Ftp.Listings;
using Penstock.Core.Errors;

namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>
/// Files on an FTP server, with explicit TLS for <c>ftps</c>. MLSD where the server has it, else LIST with SIZE and MDTM for
/// each file.
/// </summary>
internal sealed class FtpFileServer(FileServerConnection connection, TimeProvider time) : IFileServer
{
    private const int CommandsAtOnce = 32;
    private readonly FtpDialer _dialer = new(connection);
    private FtpSession? _session;
    private string _home = "/";

    public string Server => connection.Server;

    public async Task<string> ResolveAsync(string folder, CancellationToken cancellationToken = default)
    {
        var session = await SessionAsync(cancellationToken);
        var path = WireText.FromUri(connection.Address.AbsolutePath)[1..];
        if (!path.StartsWith('/'))
            path = FtpPath.Join(session.Home, path);
        if (folder.Length > 0)
            path = FtpPath.Join(path, session.ToWire(folder.Trim('/')));
        return path.Length > 1 ? path.TrimEnd('/') : path;
    }

    public async Task<FolderListing> ListAsync(string path, CancellationToken cancellationToken = default)
    {
        var session = await SessionAsync(cancellationToken);
        // Entering the folder first keeps its name out of LIST, where servers take a leading dash for an option.
        var entered = await UseAsync(s => s.AskAsync($"CWD {path}", cancellationToken));
        if (!entered.IsCompletion)
            throw Refusal(path, entered);
        if (session.Features.Mlst)
        {
            var (facts, refused) = await LinesAsync("MLSD", path, cancellationToken);
            if (facts is not null)
                return await DescribeAsync(FtpListing.ReadFacts(facts, path), path, cancellationToken);
            if (!refused.IsUnknownCommand)
                throw Refusal(path, refused);
            session.ForgetFacts();
        }
        var (lines, reply) = await LinesAsync("LIST", path, cancellationToken);
        return lines is null
            ? throw Refusal(path, reply)
            : await DescribeAsync(FtpListing.Read(lines, path, time.GetUtcNow()), path, cancellationToken);
    }

    public async Task<FileEntry?> FindAsync(string path, CancellationToken cancellationToken = default)
    {
        var session = await SessionAsync(cancellationToken);
        if (session.Features.Mlst)
        {
            var reply = await UseAsync(s => s.AskAsync($"MLST {path}", cancellationToken));
            if (reply.IsTransient)
                throw FileServerErrors.Busy(UriOf(path), reply.ToString());
            if (!reply.IsUnknownCommand)
                return reply.IsCompletion ? await FindAsync(reply, path, cancellationToken) : null;
            session.ForgetFacts();
        }
        return await AskFactsAsync(EntryOf(path, null, null), cancellationToken);
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
        await ((ReadOnlyStream)whole).SkipAsync(offset, cancellationToken);
        return whole;
    }

    public string UriOf(string path)
    {
        var home = _home.TrimEnd('/') + "/";
        var relative =
            path.StartsWith(home, StringComparison.Ordinal) ? path[home.Length..]
            : path == _home ? ""
            : null;
        var escaped = WireText.ToUri(relative ?? path.TrimStart('/'));
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

    private async Task<(List<string>? Lines, FtpReply Reply)> LinesAsync(
        string command,
        string path,
        CancellationToken cancellationToken
    )
    {
        var session = _session!;
        var (data, reply) = await UseAsync(s => s.BeginTransferAsync(command, 0, cancellationToken));
        if (data is null)
            return (null, reply);
        var lines = new List<string>();
        await using var download = new FtpDownload(this, session, data, connection, UriOf(path), 0, null);
        using var reader = new StreamReader(download, WireText.Encoding, false, 1 << 16);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            lines.Add(line);
        return (lines, reply);
    }

    private async Task<FolderListing> DescribeAsync(
        FtpListing listing,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<FileEntry>(listing.Entries.Count);
        var toAsk = new List<(FileEntry Entry, bool IsLink)>();
        foreach (var listed in listing.Entries)
        {
            var path = FtpPath.Join(folder, listed.Name);
            if (listed.Kind == ListedKind.Directory)
                entries.Add(EntryOf(path, null, listed.Modified) with { IsDirectory = true });
            else if (listed.Kind == ListedKind.Link)
                toAsk.Add((EntryOf(path, null, null), true));
            else if (listed.Kind == ListedKind.File && listed.IsExact && listed.Size is not null)
                entries.Add(EntryOf(path, listed.Size, listed.Modified));
            else if (listed.Kind == ListedKind.File)
                toAsk.Add((EntryOf(path, listed.Size, listed.Modified) with { IsTimeCoarse = !listed.IsExact }, false));
        }
        foreach (var some in toAsk.Chunk(CommandsAtOnce / 2))
            entries.AddRange((await AskFactsAsync(some, cancellationToken)).OfType<FileEntry>());
        return new FolderListing(entries)
        {
            Failures =
            [
                .. listing.NotUnderstood.Select(line => new FileFailure(
                    UriOf(folder),
                    FileServerErrors.NotUnderstood(UriOf(folder), WireText.Show(line))
                )),
            ],
        };
    }

    // Servers name the file in MLST with or without its folder: only the facts count.
    private async Task<FileEntry?> FindAsync(FtpReply reply, string path, CancellationToken cancellationToken)
    {
        var line = reply.Lines.FirstOrDefault(l => l.StartsWith(' '))?[1..];
        if (line is null || !FactListing.TryRead($"{FactListing.FactsOf(line)} x", out var entry) || entry is null)
            return await AskFactsAsync(EntryOf(path, null, null), cancellationToken);
        return entry.Kind switch
        {
            ListedKind.File => EntryOf(path, entry.Size, entry.Modified),
            ListedKind.Directory => EntryOf(path, null, entry.Modified) with { IsDirectory = true },
            ListedKind.Link => await AskFactsAsync(EntryOf(path, null, null), cancellationToken),
            _ => null,
        };
    }

    private async Task<FileEntry?> AskFactsAsync(FileEntry file, CancellationToken cancellationToken) =>
        (await AskFactsAsync([(file, true)], cancellationToken))[0];

    // What the server does not know by SIZE or by MDTM is gone, when nothing listed it, or a link that leads to no file. A
    // file that was
    // listed stays one: whatever is wrong with it shows when it is read.
    private async Task<IReadOnlyList<FileEntry?>> AskFactsAsync(
        IReadOnlyList<(FileEntry Entry, bool MayBeNone)> files,
        CancellationToken cancellationToken
    )
    {
        var replies = await UseAsync(s =>
            s.AskAllAsync(
                [.. files.SelectMany(f => new[] { $"SIZE {f.Entry.Path}", $"MDTM {f.Entry.Path}" })],
                cancellationToken
            )
        );
        return
        [
            .. files.Select(
                (file, i) =>
                {
                    var (size, modified) = (replies[2 * i], replies[(2 * i) + 1]);
                    if (file.MayBeNone && size.Code == 550 && modified.Code == 550)
                        return null;
                    var told = modified.Code == 213 ? InSeconds(FactListing.ParseTime(modified.Text)) : null;
                    return file.Entry with
                    {
                        Size = size.Code == 213 ? FactListing.ParseNumber(size.Text) : file.Entry.Size,
                        ModifiedAt = told ?? file.Entry.ModifiedAt,
                        IsTimeCoarse = told is null && file.Entry.IsTimeCoarse,
                    };
                }
            ),
        ];
    }

    private static FileEntry EntryOf(string path, long? size, DateTimeOffset? modified) =>
        new(path, WireText.Show(FtpPath.NameOf(path)), size, InSeconds(modified), false);

    // MLSD, MLST and MDTM of one server may differ in the fraction.
    private static DateTimeOffset? InSeconds(DateTimeOffset? time) =>
        time?.AddTicks(-(time.Value.Ticks % TimeSpan.TicksPerSecond));

    private PenstockException Refusal(string path, FtpReply reply) =>
        reply switch
        {
            { Code: 550 or 450 } => FileServerErrors.NotFound(UriOf(path), reply.ToString()),
            { IsTransient: true } => FileServerErrors.Busy(UriOf(path), reply.ToString()),
            _ => FileServerErrors.Refused(UriOf(path), reply.ToString()),
        };
}
