namespace Penstock.Sandbox.MongoDb.Wire;

/// <summary>What the server knows of one connection.</summary>
internal sealed class Session(int id)
{
    public int Id { get; } = id;

    public bool IsLoggedIn { get; set; }

    public ScramServer.Conversation? Login { get; set; }

    /// <summary>The subject of the certificate that the client showed.</summary>
    public string? Subject { get; set; }
}
