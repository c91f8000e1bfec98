namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>Paths at the server: its folders end with a slash, or on VMS with a bracket.</summary>
internal static class FtpPath
{
    public static string Join(string folder, string name) =>
        folder.Length > 0 && folder[^1] is '/' or ']' ? folder + name : $"{folder}/{name}";

    public static string NameOf(string path) => path[(path.LastIndexOfAny(['/', ']']) + 1)..];
}
