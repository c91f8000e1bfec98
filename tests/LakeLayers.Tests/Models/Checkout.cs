namespace Penstock.LakeLayers.Models;

/// <summary>Finds things of the checkout that a test runs from.</summary>
internal static class Checkout
{
    /// <summary>The checkout's root: the folder above the tests that holds the solution.</summary>
    public static string Root { get; } = Above("Platform.sln") is { } file
        ? Path.GetDirectoryName(file)! : throw new InvalidOperationException("Tests run inside a checkout.");

    /// <summary>A file of the shared data beside the checkout, or null when it is not there.</summary>
    public static string? SharedData(string name) => Above(Path.Combine("shared", "data", name));

    private static string? Above(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, name);
            if (File.Exists(path)) return path;
        }
        return null;
    }
}
