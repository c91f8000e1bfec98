namespace Penstock.Sandbox.MongoDb.Wire;

/// <summary>What the server knows of one connection.</summary>
internal sealed class Session(int id, bool isLoggedIn)
{
    public int Id { get; } = id;

    public bool IsLoggedIn { get; set; } = isLoggedIn;

    public ScramServer.Conversation? Login { get; set; }
}
