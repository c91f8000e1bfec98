namespace Penstock.Sandbox.Tests.Retail;

/// <summary>Files of the folder <c>shared/data</c> beside the checkout, which are no part of the project and may be absent.</summary>
internal static class GenuineData
{
    public static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path))
                return path;
        }
        TestContext.Current.SendDiagnosticMessage($"{name} is absent: nothing was checked against it");
        return null;
    }
}
