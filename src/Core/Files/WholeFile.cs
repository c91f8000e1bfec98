namespace Penstock.Core.Files;

/// <summary>
/// Replaces files at once: a reader sees the old content or the new one, and when writing fails the old one stays.
/// </summary>
public static class WholeFile
{
    /// <summary>Writes a text as UTF-8.</summary>
    public static Task WriteAsync(string path, string text, CancellationToken cancellationToken = default) =>
        WriteAsync(path, draft => File.WriteAllTextAsync(draft, text, cancellationToken));

    /// <summary>Lets a caller write the file under the name it is given, which lies beside the file's own.</summary>
    public static async Task WriteAsync(string path, Func<string, Task> write)
    {
        var draft = $"{path}.{Guid.CreateVersion7():N}.tmp";
        try
        {
            await write(draft);
            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
