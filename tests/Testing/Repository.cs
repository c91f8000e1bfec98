namespace Penstock.Testing;

/// <summary>Where the checkout is, and the data that may lie beside it.</summary>
public static class Repository
{
    /// <summary>The folder with <c>Platform.sln</c>.</summary>
    public static string Root { get; } =
        Find(AppContext.BaseDirectory, d => File.Exists(Path.Combine(d, "Platform.sln")))
        ?? throw new DirectoryNotFoundException("The tests do not run inside the checkout.");

    /// <summary>The command line as it was built with the tests, in its own folder: there it is compiled ahead, as for its users.</summary>
    public static string CommandLine { get; } =
        Path.Combine([
            Root,
            "src",
            "Cli",
            .. AppContext.BaseDirectory.TrimEnd('/').Split('/')[^3..],
            "Penstock.Cli.dll",
        ]);

    /// <summary>The folder <c>shared/data</c> beside the checkout with genuine rows and PDFs, or null: tests then use the sandbox's data.</summary>
    public static string? SharedData { get; } =
        Find(Root, d => Directory.Exists(Path.Combine(d, "shared", "data"))) is { } parent
            ? Path.Combine(parent, "shared", "data")
            : null;

    /// <summary>A file of the shared data, or null when it is not there.</summary>
    public static string? SharedFile(params string[] path) =>
        SharedData is { } data && Path.Combine([data, .. path]) is var file && File.Exists(file) ? file : null;

    private static string? Find(string start, Func<string, bool> matches)
    {
        for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
        {
            if (matches(at.FullName))
                return at.FullName;
        }
        return null;
    }
}
