using System.Text;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models;

/// <summary>Finds the header in a model's text.</summary>
internal static class HeaderBlock
{
    private const string Fence = "-- ---";

    /// <summary>The header's YAML, with an empty line for each line of the file before it, so that line numbers agree.</summary>
    public static string Of(string file, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var open = Array.FindIndex(lines, l => l.Trim().Length > 0);
        if (open < 0 || lines[open].TrimEnd() != Fence)
            return "";
        var yaml = new StringBuilder().Append('\n', open + 1);
        for (var i = open + 1; i < lines.Length; i++)
        {
            if (lines[i].TrimEnd() == Fence)
                return yaml.ToString();
            if (!lines[i].StartsWith("--", StringComparison.Ordinal))
                break;
            yaml.Append(lines[i].StartsWith("-- ", StringComparison.Ordinal) ? lines[i][3..] : lines[i][2..])
                .Append('\n');
        }
        throw new UsageException(
            $"The header is not closed by a line '{Fence}'",
            $"{file}:{open + 1}",
            "close it and run again"
        );
    }
}
