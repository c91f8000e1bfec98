namespace Penstock.LakeLayers.Tests.Documents;

/// <summary>The real-world PDFs beside the checkout (<c>../shared/data/pdfs</c>); they are not part of the project.</summary>
internal static class SharedPdfs
{
    /// <summary>The files in ordinal order; none, with a word in the test's output, when the folder is not there.</summary>
    public static IReadOnlyList<string> Find(ITestOutputHelper output)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared", "data", "pdfs");
            if (Directory.Exists(shared))
                return [.. Directory.EnumerateFiles(shared, "*.pdf").Order(StringComparer.Ordinal)];
        }
        output.WriteLine("../shared/data/pdfs is not there: this test looked at the project's own PDFs only.");
        return [];
    }
}
