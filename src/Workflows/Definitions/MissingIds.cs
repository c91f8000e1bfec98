using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>
/// Gives activities without an id one. It follows from the activity's place, so that the same file gets the same ids each time it
/// is read; sixteen hexadecimal digits, as Elsa makes them.
/// </summary>
public static class MissingIds
{
    /// <summary>Fills the ids of a document in place.</summary>
    public static void Fill(JsonObject document)
    {
        if (document.Object("root") is { } root)
            Fill(root, "root");
    }

    private static void Fill(JsonObject root, string path)
    {
        var rest = new Stack<(JsonObject Json, string Path)>([(root, path)]);
        while (rest.TryPop(out var at))
        {
            if (at.Json.Text("id") is null)
                at.Json["id"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(at.Path)).AsSpan(0, 8));
            var place = 0;
            foreach (var child in ActivityScan.In(at.Json))
                rest.Push((child, $"{at.Json.Text("id")}/{place++}/{child.Text("type")}"));
        }
    }
}
