namespace Penstock.Connectors.FileServers;

/// <summary>Proves that a file server can be reached, logged in to and listed; for <c>penstock doctor</c>.</summary>
public static class FileServerCheck
{
    /// <summary>Lists the connection's folder and returns the number of its entries.</summary>
    /// <exception cref="Penstock.Core.Errors.PenstockException">It cannot be done; the message says why.</exception>
    public static async Task<int> ListAsync(
        FileServerConnection connection,
        CancellationToken cancellationToken = default
    )
    {
        await using var server = FileServers.Open(connection);
        var listing = await server.ListAsync(await server.ResolveAsync("", cancellationToken), cancellationToken);
        return listing.Failures is [var first, ..] ? throw first.Error : listing.Count;
    }
}
