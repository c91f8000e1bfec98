using System.Text;

namespace Penstock.Sandbox.Servers;

/// <summary>Files that only their owner may read, from the first byte on.</summary>
internal static class PrivateFile
{
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        File.Delete(path);
        await using var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }
}
