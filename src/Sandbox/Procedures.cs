namespace Penstock.Sandbox;

/// <summary>
/// Sample PDFs of a shop's internal procedures from several programs, among them one without text (scanned), two encrypted
/// (one opens without a password) and one cut off; see <c>Procedures/README.md</c>.
/// </summary>
public static class Procedures
{
    private const string Prefix = "Procedures/";

    /// <summary>The file names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Procedures)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Opens one of <see cref="Names"/>.</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public static Stream Open(string name) =>
        typeof(Procedures).Assembly.GetManifestResourceStream(Prefix + name)
        ?? throw new ArgumentException($"There is no procedure '{name}'.", nameof(name));

    /// <summary>Writes all files into a folder, made when it is not there; files of the same name are replaced.</summary>
    public static void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in Names)
        {
            using var source = Open(name);
            using var target = File.Create(Path.Combine(folder, name));
            source.CopyTo(target);
        }
    }
}
