using System.Globalization;
using System.Net.Sockets;
using Penstock.Core.Errors;

namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>
/// One logged-in control connection. After an exception other than a refusal by the server it is in an unknown state and not
/// used again.
/// </summary>
internal sealed class FtpSession : IAsyncDisposable
{
    private readonly FileServerConnection _connection;
    private readonly FtpDialer _dialer;
    private readonly Socket _socket;
    private readonly FtpControl _control;
    private bool _extendedPassive = true;

    private FtpSession(FileServerConnection connection, FtpDialer dialer, Socket socket)
    {
        _connection = connection;
        _dialer = dialer;
        _socket = socket;
        _control = new FtpControl(new NetworkStream(socket, ownsSocket: true), connection.ToString());
    }

    public FtpFeatures Features { get; private set; } = null!;

    /// <summary>The folder after login.</summary>
    public string Home { get; private set; } = "/";

    public static async Task<FtpSession> OpenAsync(
        FileServerConnection connection,
        FtpDialer dialer,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(connection.ConnectTimeout);
        FtpSession? session = null;
        try
        {
            session = new FtpSession(connection, dialer, await dialer.ConnectControlAsync(limit.Token));
            await session.GreetAsync(limit.Token);
            return session;
        }
        catch (Exception e)
        {
            if (session is not null)
                await session.DisposeAsync();
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw FileServerErrors.Unreachable(
                    connection,
                    $"no answer for {connection.ConnectTimeout.TotalSeconds:F0} s",
                    e
                );
            if (FileServerErrors.IsNetwork(e))
                throw FileServerErrors.Unreachable(connection, e.Message, e);
            throw;
        }
    }

    /// <summary>MLST was promised and is not there: LIST from now on.</summary>
    public void ForgetFacts() => Features = Features with { Mlst = false };

    /// <summary>What the person's text is in bytes: UTF-8 where it is spoken, else Latin-1 as far as that goes.</summary>
    public string ToWire(string text) =>
        Features.Utf8 || !text.All(c => c <= '\u00FF') ? WireText.FromText(text) : text;

    /// <summary>Sends one command and reads its reply.</summary>
    public async Task<FtpReply> AskAsync(string command, CancellationToken cancellationToken) =>
        (await AskAllAsync([command], cancellationToken))[0];

    /// <summary>Sends several commands at once and reads their replies in order.</summary>
    public async Task<IReadOnlyList<FtpReply>> AskAllAsync(
        IReadOnlyList<string> commands,
        CancellationToken cancellationToken
    )
    {
        using var limit = IdleLimit.Start(_connection, cancellationToken);
        return await limit.GuardAsync(async token =>
        {
            await _control.SendAsync(token, commands);
            var replies = new List<FtpReply>(commands.Count);
            while (replies.Count < commands.Count)
                replies.Add(await _control.ReadAsync(token));
            return replies;
        });
    }

    /// <summary>Reads one more reply: the one that ends a transfer.</summary>
    public async Task<FtpReply> ReadReplyAsync(CancellationToken cancellationToken)
    {
        using var limit = IdleLimit.Start(_connection, cancellationToken);
        return await limit.GuardAsync(_control.ReadAsync);
    }

    /// <summary>
    /// Begins a transfer: passive connection, restart position, command. Returns the data stream, or null and the server's
    /// refusal.
    /// </summary>
    public async Task<(Stream? Data, FtpReply Reply)> BeginTransferAsync(
        string command,
        long offset,
        CancellationToken cancellationToken
    )
    {
        using var limit = IdleLimit.Start(_connection, cancellationToken);
        return await limit.GuardAsync<(Stream?, FtpReply)>(async token =>
        {
            Stream data = await FtpDialer.ConnectDataAsync(_socket, await PassiveAsync(token), token);
            try
            {
                if (offset > 0)
                {
                    await _control.SendAsync(token, $"REST {offset.ToString(CultureInfo.InvariantCulture)}");
                    var restart = await _control.ReadAsync(token);
                    if (!restart.IsIntermediate)
                        return await RefuseAsync(data, restart);
                }
                await _control.SendAsync(token, command);
                var reply = await _control.ReadAsync(token);
                if (!reply.IsPreliminary)
                    return await RefuseAsync(data, reply);
                if (_dialer.IsTls)
                    data = await _dialer.SecureAsync(data, token);
                return (data, reply);
            }
            catch
            {
                await data.DisposeAsync();
                throw;
            }
        });

        static async Task<(Stream?, FtpReply)> RefuseAsync(Stream data, FtpReply reply)
        {
            await data.DisposeAsync();
            return (null, reply);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _control.DisposeAsync();

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        var hello = await _control.ReadAsync(cancellationToken);
        if (hello.IsTransient)
            throw FileServerErrors.Busy(_connection.ToString(), hello.ToString());
        if (!hello.IsCompletion)
            throw FileServerErrors.Unreachable(_connection, hello.ToString());
        if (_dialer.IsTls)
        {
            var tls = await TellAsync("AUTH TLS", cancellationToken);
            if (!tls.IsCompletion)
                throw FileServerErrors.Untrusted(
                    _connection,
                    $"it does not offer TLS: {tls}",
                    "use an ftps server, or ftp:// where the network is trusted"
                );
            _control.Stream = await _dialer.SecureAsync(_control.Stream, cancellationToken);
        }
        await LoginAsync(cancellationToken);
        Features = FtpFeatures.Parse(await TellAsync("FEAT", cancellationToken));
        if (Features.Utf8)
            await TellAsync("OPTS UTF8 ON", cancellationToken); // Servers that always speak it refuse; either way it is spoken.
        if (_dialer.IsTls)
        {
            await TellAsync("PBSZ 0", cancellationToken);
            var secured = await TellAsync("PROT P", cancellationToken);
            if (!secured.IsCompletion)
                throw FileServerErrors.Untrusted(
                    _connection,
                    $"it does not encrypt data: {secured}",
                    "use a server that does"
                );
        }
        var binary = await TellAsync("TYPE I", cancellationToken);
        if (!binary.IsCompletion)
            throw FileServerErrors.Refused(_connection.ToString(), $"TYPE I: {binary}");
        Home = HomeOf(await TellAsync("PWD", cancellationToken));
    }

    private async Task LoginAsync(CancellationToken cancellationToken)
    {
        var reply = await TellAsync($"USER {Secret(_connection.User ?? "anonymous")}", cancellationToken);
        if (reply.IsIntermediate)
            reply = await TellAsync($"PASS {Secret(_connection.Password ?? "anonymous@")}", cancellationToken);
        if (reply.IsTransient)
            throw FileServerErrors.Busy(_connection.ToString(), reply.ToString());
        if (!reply.IsCompletion)
            throw FileServerErrors.LoginRefused(_connection, reply.ToString());
    }

    // What the server speaks is not known before the login.
    private static string Secret(string text) => text.All(c => c <= '\u00FF') ? text : WireText.FromText(text);

    private async Task<FtpReply> TellAsync(string command, CancellationToken cancellationToken)
    {
        await _control.SendAsync(cancellationToken, command);
        return await _control.ReadAsync(cancellationToken);
    }

    private async Task<int> PassiveAsync(CancellationToken cancellationToken)
    {
        if (_extendedPassive)
        {
            var extended = await TellAsync("EPSV", cancellationToken);
            if (FtpPassive.ParseExtended(extended) is { } port)
                return port;
            if (extended.IsTransient)
                throw FileServerErrors.Busy(_connection.ToString(), extended.ToString());
            _extendedPassive = false;
        }
        var plain = await TellAsync("PASV", cancellationToken);
        if (FtpPassive.Parse(plain) is { } oldPort)
            return oldPort;
        if (plain.IsTransient)
            throw FileServerErrors.Busy(_connection.ToString(), plain.ToString());
        throw new PenstockException(
            "The file server offers no passive data connection",
            $"{_connection}: {plain}",
            "Nothing was changed",
            "allow EPSV or PASV at the server"
        );
    }

    // 257 "/the ""quoted"" folder" is current (RFC 959 appendix II).
    private static string HomeOf(FtpReply reply)
    {
        var from = reply.Text.IndexOf('"', StringComparison.Ordinal);
        var to = reply.Text.LastIndexOf('"');
        return reply.IsCompletion && to > from
            ? reply.Text[(from + 1)..to].Replace("\"\"", "\"", StringComparison.Ordinal)
            : "/";
    }
}
