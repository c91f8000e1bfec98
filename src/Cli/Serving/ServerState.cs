using System.Text.Json;
using Penstock.Core.Configuration;
using Penstock.Core.Files;
using Penstock.Core.Processes;

namespace Penstock.Cli.Serving;

/// <summary>
/// What other commands know of a running server of this configuration: its process and address. The server holds a lock as long
/// as
/// it lives, so that a process id that the system has given to somebody else is never taken for it.
/// </summary>
internal sealed class ServerState
{
    private readonly string _folder;

    public ServerState(PenstockConfiguration configuration)
    {
        _folder = Path.Combine(configuration.PathOf(configuration.Options.Lake.Scratch), "server");
        Directory.CreateDirectory(_folder);
    }

    public string LogFile => Path.Combine(_folder, "server.log");

    private string LockFile => Path.Combine(_folder, "server.lock");

    private string InfoFile => Path.Combine(_folder, "server.json");

    /// <summary>Takes the lock for as long as the server lives; null when another server of this configuration runs.</summary>
    public FileGate? TryEnter() => FileGate.TryEnter(LockFile);

    /// <summary>Tells others, once the server listens: the whole at once, for a command may be looking.</summary>
    public Task WriteAsync(ServerInfo info, CancellationToken cancellationToken) =>
        WholeFile.WriteAsync(InfoFile, JsonSerializer.Serialize(info), cancellationToken);

    /// <summary>Removes what was told.</summary>
    public void Clear() => File.Delete(InfoFile);

    /// <summary>The server that runs and listens; null when none does.</summary>
    public async Task<ServerInfo?> FindAsync(CancellationToken cancellationToken)
    {
        if (TryEnter() is { } gate)
        {
            await gate.DisposeAsync();
            return null;
        }
        return File.Exists(InfoFile)
            ? JsonSerializer.Deserialize<ServerInfo>(await File.ReadAllTextAsync(InfoFile, cancellationToken))
            : null;
    }
}
