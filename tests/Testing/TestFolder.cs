namespace Penstock.Testing;

/// <summary>A folder of a test's own; gone when the test ends. World-readable, so that servers of other users can live in it.</summary>
public sealed class TestFolder : IDisposable
{
    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"penstock-{Guid.NewGuid():N}"[..20]);

    public TestFolder()
    {
        Directory.CreateDirectory(Path);
        File.SetUnixFileMode(
            Path,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead
                | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherExecute
        );
    }

    /// <summary>A path inside the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
