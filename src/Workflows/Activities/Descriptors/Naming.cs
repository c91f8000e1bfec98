using System.Text;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>Names as definitions and editors spell them.</summary>
internal static class Naming
{
    /// <summary>
    /// The first letter small, nothing else: that is how the Studio finds a property (<c>URL</c> becomes <c>uRL</c>).
    /// </summary>
    public static string Camelize(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary><c>RemotePath</c> becomes <c>Remote Path</c>; capitals that follow each other stay together.</summary>
    public static string Words(string name)
    {
        var words = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var starts =
                i > 0
                && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            words.Append(starts ? " " : "").Append(name[i]);
        }
        return words.ToString();
    }
}
