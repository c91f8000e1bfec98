namespace Penstock.Sandbox.MongoDb;

/// <summary>How to start a <see cref="SandboxMongoServer"/>.</summary>
/// <param name="Folder">Where its collections are kept, a file each; what is there already is served again.</param>
public sealed record SandboxMongoOptions(string Folder)
{
    /// <summary>The loopback port; 0 (the default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The one user. Default: <c>penstock</c>.</summary>
    public string User { get; init; } = "penstock";

    /// <summary>The user's password; a random one when null.</summary>
    public string? Password { get; init; }
}
