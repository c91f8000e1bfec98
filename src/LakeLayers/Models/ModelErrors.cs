using System.Text.RegularExpressions;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Models;

/// <summary>Turns the engine's error about a model's SQL into one that names the model's file and line.</summary>
internal static partial class ModelErrors
{
    public static PenstockException Of(Model model, DuckDbException error)
    {
        // Rendering keeps lines where they are, and nothing but the model's text comes before it on other lines.
        var line = Line().Match(error.What);
        var what = Line().Replace(error.What, "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0];
        return new PenstockException(
            $"The model's SQL failed: {what}", line.Success ? $"{model.File}:{line.Groups[1].Value}" : model.File,
            "Nothing of this step was published; the tables are as they were", $"mend {model.File} and run the workflow again", error);
    }

    [GeneratedRegex(@"\bLINE (\d+):.*", RegexOptions.Singleline)]
    private static partial Regex Line();
}
