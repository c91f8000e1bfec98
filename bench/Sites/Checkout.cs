namespace Penstock.Bench.Sites;

/// <summary>What the benchmarks take from the checkout they were built in.</summary>
internal static class Checkout
{
    /// <summary>The folder with the <c>penstock</c> script.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The scripts that others are measured by.</summary>
    public static string Baseline(string name) => Path.Combine(Root, "bench", "baselines", name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The benchmarks must be run from a checkout.");
    }
}
