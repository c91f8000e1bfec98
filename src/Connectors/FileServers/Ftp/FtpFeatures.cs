namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>What the server says it can do (FEAT, RFC 2389).</summary>
internal sealed record FtpFeatures(bool Mlst, bool Size, bool Mdtm, bool Rest, bool Utf8)
{
    public static FtpFeatures Parse(FtpReply reply)
    {
        if (!reply.IsCompletion)
            return new FtpFeatures(false, true, true, true, false); // An old server: try and see.
        var names = reply.Lines.Select(l => l.Trim().ToUpperInvariant()).ToList();
        bool Has(string name) => names.Exists(n => n == name || n.StartsWith(name + " ", StringComparison.Ordinal));
        return new FtpFeatures(Has("MLST") || Has("MLSD"), Has("SIZE"), Has("MDTM"), Has("REST"), Has("UTF8"));
    }
}
