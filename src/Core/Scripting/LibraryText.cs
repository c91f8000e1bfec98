using System.Reflection;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;

namespace Penstock.Core.Scripting;

/// <summary>Texts of scripts that are built into an assembly under <c>Scripts/</c>, or come from npm.</summary>
public static class LibraryText
{
    /// <summary>A text of the assembly's own.</summary>
    /// <exception cref="InvalidOperationException">The assembly lacks it.</exception>
    public static string Own(Assembly assembly, string name) =>
        Find(assembly, name) ?? throw new InvalidOperationException($"The assembly lacks {name}");

    /// <summary>
    /// A file of an npm package: a build in a checkout whose packages are installed has it inside the assembly; else it is looked for
    /// now. Null when it is nowhere.
    /// </summary>
    public static string? Npm(Assembly assembly, string package, string path) =>
        Find(assembly, Path.GetFileName(path))
        ?? (
            NpmPackages.Candidates(package, path).FirstOrDefault(File.Exists) is { } file
                ? File.ReadAllText(file)
                : null
        );

    /// <summary>The same, required.</summary>
    /// <exception cref="UsageException">The package is not installed.</exception>
    public static string RequireNpm(Assembly assembly, string package, string path) =>
        Npm(assembly, package, path)
        ?? throw new UsageException($"The npm package {package} is not installed", path, "npm ci --prefix eng/npm");

    private static string? Find(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream($"Scripts/{name}");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
