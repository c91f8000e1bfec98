namespace Penstock.Testing;

/// <summary>Clients from npm that tests hold this platform against.</summary>
public static class NodeModules
{
    /// <summary>The folder with a package: <c>$PENSTOCK_NPM</c>, or <c>eng/npm/node_modules</c> of the checkout.</summary>
    public static string Folder(string package)
    {
        if (Environment.GetEnvironmentVariable("PENSTOCK_NPM") is { Length: > 0 } given) return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var modules = Path.Combine(folder.FullName, "eng", "npm", "node_modules");
            if (Directory.Exists(Path.Combine(modules, package))) return modules;
        }
        throw new InvalidOperationException($"The npm package {package} is not installed. Next: npm ci --prefix eng/npm, or set PENSTOCK_NPM.");
    }
}
