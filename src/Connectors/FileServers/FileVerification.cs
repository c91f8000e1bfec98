namespace Penstock.Connectors.FileServers;

/// <summary>When a file that is in landing already is read again.</summary>
public enum FileVerification
{
    /// <summary>When its size or modification time differs from what landed, or the server does not tell them.</summary>
    Changed,

    /// <summary>At every run: its bytes are read and hashed, and landed when the hash is another.</summary>
    Always,
}
