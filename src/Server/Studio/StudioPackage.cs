using Penstock.Core.Configuration;
using Penstock.Core.Errors;

namespace Penstock.Server.Studio;

/// <summary>Where Elsa Studio's files are: the npm package, as it was installed.</summary>
public static class StudioPackage
{
    /// <summary>The package's name.</summary>
    public const string Name = "@elsa-workflows/elsa-studio-wasm";

    /// <summary>The version that this build is made for.</summary>
    public const string Version = "3.8.2";

    /// <summary>The package's folder; null when it is not installed.</summary>
    public static string? Find() =>
        NpmPackages
            .Folders(Name)
            .FirstOrDefault(f => File.Exists(Path.Combine(f, "_framework", "blazor.webassembly.js")));

    /// <summary>The package's folder.</summary>
    /// <exception cref="PenstockException">It is not installed.</exception>
    public static string Require() =>
        Find()
        ?? throw new PenstockException(
            "Elsa Studio is not installed",
            $"looked for {string.Join(", ", NpmPackages.Folders(Name))}",
            "Everything but the pages that design and watch workflows works",
            "npm ci --prefix eng/npm"
        );
}
