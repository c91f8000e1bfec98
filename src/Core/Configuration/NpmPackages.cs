namespace Penstock.Core.Configuration;

/// <summary>Where the files are that come from npm packages, in a checkout and in a deployed program.</summary>
public static class NpmPackages
{
    /// <summary>
    /// The places to look for a file, best first: the folder that <c>PENSTOCK_NATIVE</c> names, next to the program, and
    /// <c>eng/npm/node_modules</c> of the checkout above the program. They may not exist.
    /// </summary>
    /// <param name="package">The package, for instance <c>liquidjs</c>.</param>
    /// <param name="path">The file inside it, for instance <c>dist/x.js</c>; in the first two places its name alone counts.</param>
    public static IEnumerable<string> Candidates(string package, string path)
    {
        var name = Path.GetFileName(path);
        if (Environment.GetEnvironmentVariable("PENSTOCK_NATIVE") is { Length: > 0 } named) yield return Path.Combine(named, name);
        yield return Path.Combine(AppContext.BaseDirectory, name);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var npm = Path.Combine(folder.FullName, "eng", "npm");
            if (Directory.Exists(npm)) yield return Path.Combine(npm, "node_modules", package, path);
        }
    }

    /// <summary>The folders in which a whole package may lie, best first: under its last name in the folder that <c>PENSTOCK_NATIVE</c> names and next to the program, then the checkout's.</summary>
    /// <param name="package">The package, for instance <c>@elsa-workflows/elsa-studio-wasm</c>.</param>
    public static IEnumerable<string> Folders(string package)
    {
        var name = package[(package.LastIndexOf('/') + 1)..];
        if (Environment.GetEnvironmentVariable("PENSTOCK_NATIVE") is { Length: > 0 } named) yield return Path.Combine(named, name);
        yield return Path.Combine(AppContext.BaseDirectory, name);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var npm = Path.Combine(folder.FullName, "eng", "npm");
            if (Directory.Exists(npm)) yield return Path.Combine(npm, "node_modules", package);
        }
    }
}
