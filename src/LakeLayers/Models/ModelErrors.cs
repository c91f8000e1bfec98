using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Models;

/// <summary>Turns the engine's error about a model's SQL into one that names the model's file and line.</summary>
internal static partial class ModelErrors
{
    public static PenstockException Of(string file, RenderedSql sql, DuckDbException error)
    {
        // Nothing but the model's text comes before it on other lines.
        var line = Line().Match(error.What);
        var what = Line().Replace(error.What, "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0];
        return new PenstockException(
            $"The model's SQL failed: {what}", line.Success ? $"{file}:{sql.LineOf(int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture))}" : file,
            "Nothing of this step was published; the tables are as they were", $"mend {file} and run the workflow again", error);
    }

    [GeneratedRegex(@"\bLINE (\d+):.*", RegexOptions.Singleline)]
    private static partial Regex Line();
}
