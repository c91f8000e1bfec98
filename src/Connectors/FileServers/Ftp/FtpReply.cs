namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>One reply of the server (RFC 959 4.2): three digits and text, of several lines perhaps.</summary>
internal sealed record FtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>1yz: more to come.</summary>
    public bool IsPreliminary => Code / 100 == 1;

    /// <summary>2yz.</summary>
    public bool IsCompletion => Code / 100 == 2;

    /// <summary>3yz: go on with the next command.</summary>
    public bool IsIntermediate => Code / 100 == 3;

    /// <summary>4yz: the same command may succeed later.</summary>
    public bool IsTransient => Code / 100 == 4;

    public string Text => Lines[^1];

    /// <summary>Whether the server does not know the command (500 to 504), whatever it said before.</summary>
    public bool IsUnknownCommand => Code is >= 500 and <= 504;

    public override string ToString() => $"{Code} {WireText.Show(Text)}";
}
