using System.Globalization;
using Npgsql;

namespace Penstock.Core.Metadata;

/// <summary>
/// How long a PostgreSQL server may be silent. The limit stands in the connection string (<c>Command Timeout</c>): a short statement
/// may take no longer; during one that takes as long as it takes, the server is asked whether it still works at it.
/// </summary>
public static class PostgresSilence
{
    private const string Silent = "The server is silent: the statement is not being worked at, and no answer came";

    /// <summary>
    /// Adds the limit to a connection string, for this side and for the server's: there, a session whose client vanished ends and
    /// gives back its locks. What the string says itself wins.
    /// </summary>
    /// <param name="connection">An Npgsql connection string.</param>
    /// <param name="limit">The limit; zero leaves the string as it is.</param>
    public static string Limit(string connection, TimeSpan limit)
    {
        if (limit == TimeSpan.Zero)
            return connection;
        var builder = new NpgsqlConnectionStringBuilder(connection);
        var seconds = (int)Math.Ceiling(limit.TotalSeconds);
        var (idle, interval) = (Math.Max(1, seconds / 2), Math.Max(1, seconds / 8));
        Default("Command Timeout", seconds);
        Default("Tcp Keepalive Time", idle);
        Default("Tcp Keepalive Interval", interval);
        if (!builder.ShouldSerialize("Options"))
            builder.Options = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                -c tcp_keepalives_idle={idle} -c tcp_keepalives_interval={interval} -c tcp_keepalives_count=4 -c tcp_user_timeout={seconds}s -c idle_in_transaction_session_timeout={seconds
                    * 10}s
                """
            );
        return builder.ConnectionString;

        void Default(string key, int value)
        {
            if (!builder.ShouldSerialize(key))
                builder[key] = value;
        }
    }

    /// <summary>The limit of a connection; null when there is none.</summary>
    public static TimeSpan? Of(NpgsqlConnection connection) =>
        connection.CommandTimeout > 0 ? TimeSpan.FromSeconds(connection.CommandTimeout) : null;

    /// <summary>Waits for a statement as long as the server works at it.</summary>
    /// <param name="connection">The connection it runs on.</param>
    /// <param name="statement">Runs it, without a time limit of its own.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <exception cref="NpgsqlException">The server is silent; the inner exception is a <see cref="TimeoutException"/>.</exception>
    public static async Task<T> WaitAsync<T>(
        NpgsqlConnection connection,
        Func<CancellationToken, Task<T>> statement,
        CancellationToken cancellationToken
    )
    {
        if (Of(connection) is not { } limit)
            return await statement(cancellationToken);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = statement(lost.Token);
        var idleLooks = 0;
        while (true)
        {
            // Twice: the answer may have been on its way when the server was asked first.
            await Task.WhenAny(running, Task.Delay(idleLooks == 0 ? limit : limit / 4, CancellationToken.None));
            if (running.IsCompleted)
                return await running;
            idleLooks = await IsWorkingAsync(connection, cancellationToken) ? 0 : idleLooks + 1;
            if (idleLooks < 2)
                continue;
            await lost.CancelAsync();
            try
            {
                return await running;
            }
            catch (Exception e)
                when (e is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new NpgsqlException(Silent, new TimeoutException(Silent, e));
            }
        }
    }

    /// <summary>
    /// Ends the session of a connection that was given up, if the server can be reached: otherwise it would keep its locks until
    /// the server misses us.
    /// </summary>
    /// <param name="session">The connection's process id, from before it broke.</param>
    /// <param name="connection">The connection.</param>
    public static async Task EndSessionAsync(int session, NpgsqlConnection connection)
    {
        try
        {
            await AskAsync(connection, session, "pg_terminate_backend(pid)::text", CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // Then the server will miss us: see Limit.
        }
    }

    private static async Task<bool> IsWorkingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(connection, connection.ProcessID, "state", cancellationToken) is null or "active";
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // Asked on a way of its own. A pooler in between has other process ids: then nothing is known, which is null.
    private static async Task<string?> AskAsync(
        NpgsqlConnection connection,
        int session,
        string what,
        CancellationToken cancellationToken
    )
    {
        await using var look = connection.CloneWith(
            new NpgsqlConnectionStringBuilder(connection.ConnectionString)
            {
                Pooling = false,
                Timeout = Math.Clamp(connection.CommandTimeout, 1, 15),
                ApplicationName = "penstock-watch",
            }.ConnectionString
        );
        await look.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"SELECT pg_backend_pid(), (SELECT {what} FROM pg_stat_activity WHERE pid = $1 AND usename = current_user)",
            look
        );
        command.Parameters.Add(new() { Value = session });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0) != look.ProcessID ? null
            : await reader.IsDBNullAsync(1, cancellationToken) ? "gone"
            : reader.GetString(1);
    }
}
