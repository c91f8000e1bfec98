namespace Penstock.Core.Processes;

/// <summary>
/// That this process uses a server that others use too: a file of the server's folder, held shared (flock). As long as anybody
/// holds it the server is not stopped; the kernel gives it back however a process ends.
/// </summary>
public sealed class SharedUse : IAsyncDisposable
{
    private readonly string _folder;
    private readonly FileStream _users;

    private SharedUse(string folder, FileStream users) => (_folder, _users) = (folder, users);

    internal string UsersFile => _users.Name;

    internal string ServerFile => Path.Combine(_folder, "server.lock");

    /// <summary>What the server printed since its last start.</summary>
    public string LogFile => Path.Combine(_folder, "server.log");

    /// <summary>Begins to use the server of a folder; waits while one is being stopped.</summary>
    public static async Task<SharedUse> BeginAsync(string folder, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return new SharedUse(
                    folder,
                    new FileStream(
                        Path.Combine(folder, "users.lock"),
                        FileMode.OpenOrCreate,
                        FileAccess.Read,
                        FileShare.Read
                    )
                );
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    /// <summary>Whether the server's guard lives: then the server runs, or is about to.</summary>
    public async Task<bool> HasServerAsync()
    {
        if (FileGate.TryEnter(ServerFile) is not { } gate)
            return true;
        await gate.DisposeAsync();
        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _users.DisposeAsync();
}
