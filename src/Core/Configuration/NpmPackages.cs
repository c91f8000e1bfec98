using Penstock.Core.Errors;

namespace Penstock.Core.Configuration;

/// <summary>Where the files are that come from npm packages, in a checkout and in a deployed program.</summary>
public static class NpmPackages
{
    /// <summary>
    /// The places to look for a file, best first: the folder that <c>PENSTOCK_NATIVE</c> names, next to the program, and
    /// <c>eng/npm/node_modules</c> of the checkout above the program. They may not exist.
    /// </summary>
    /// <param name="package">The package, for instance <c>hyparquet</c>.</param>
    /// <param name="path">The file inside it, for instance <c>dist/x.js</c>; in the first two places its name alone
    /// counts.</param>
    public static IEnumerable<string> Candidates(string package, string path) =>
        Places(Path.GetFileName(path), Path.Combine(package, path));

    /// <summary>
    /// The folders in which a whole package may lie, best first: under its last name in the folder that <c>PENSTOCK_NATIVE</c>
    /// names and next to the program, then the checkout's.
    /// </summary>
    /// <param name="package">The package, for instance <c>@elsa-workflows/elsa-studio-wasm</c>.</param>
    public static IEnumerable<string> Folders(string package) =>
        Places(package[(package.LastIndexOf('/') + 1)..], package);

    /// <summary>
    /// The folder that Node.js finds a package in, for programs of its own: the one that <c>PENSTOCK_NPM</c> names, or the
    /// checkout's.
    /// </summary>
    /// <param name="package">The package, for instance <c>mongodb</c>.</param>
    /// <exception cref="PenstockException">It is not installed.</exception>
    public static string NodeModules(string package) =>
        Environment.GetEnvironmentVariable("PENSTOCK_NPM") is { Length: > 0 } named
            ? named
            : CheckoutModules().FirstOrDefault(m => Directory.Exists(Path.Combine(m, package)))
                ?? throw new PenstockException(
                    "The npm package is not installed",
                    package,
                    next: "npm ci --prefix eng/npm, or set PENSTOCK_NPM"
                );

    private static IEnumerable<string> Places(string name, string inModules)
    {
        if (Environment.GetEnvironmentVariable("PENSTOCK_NATIVE") is { Length: > 0 } named)
            yield return Path.Combine(named, name);
        yield return Path.Combine(AppContext.BaseDirectory, name);
        foreach (var modules in CheckoutModules())
            yield return Path.Combine(modules, inModules);
    }

    private static IEnumerable<string> CheckoutModules()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var npm = Path.Combine(folder.FullName, "eng", "npm");
            if (Directory.Exists(npm))
                yield return Path.Combine(npm, "node_modules");
        }
    }
}
