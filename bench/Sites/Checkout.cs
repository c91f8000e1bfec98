namespace Penstock.Bench.Sites;

/// <summary>What the benchmarks take from the checkout they were built in.</summary>
internal static class Checkout
{
    /// <summary>The folder with the <c>penstock</c> script.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The scripts that others are measured by.</summary>
    public static string Baseline(string name) => Path.Combine(Root, "bench", "baselines", name);

    /// <summary>Where MongoDB's Node.js driver is.</summary>
    public static string NodeModules()
    {
        if (Environment.GetEnvironmentVariable("PENSTOCK_NPM") is { Length: > 0 } given) return given;
        var modules = Path.Combine(Root, "eng", "npm", "node_modules");
        return Directory.Exists(Path.Combine(modules, "mongodb")) ? modules
            : throw new InvalidOperationException("MongoDB's Node.js driver is not installed. Next: npm ci --prefix eng/npm");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) return folder.FullName;
        throw new InvalidOperationException("The benchmarks must be run from a checkout.");
    }
}
