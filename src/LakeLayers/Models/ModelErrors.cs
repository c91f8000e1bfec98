using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Models;

/// <summary>Turns the engine's error about a model's SQL into one that names the model's file and line.</summary>
internal static partial class ModelErrors
{
    /// <summary>For a model: where its contract protects columns, values are taken out of the engine's message.</summary>
    public static PenstockException Of(Model model, RenderedSql sql, DuckDbException error) =>
        model.Contract?.Columns.Any(c => c.Privacy is { IsChanged: true }) == true
            ? Of(model.File, sql, error, withoutValues: IsAboutValues(error))
            : Of(model.File, sql, error);

    /// <param name="file">The file.</param>
    /// <param name="sql">What was run of it.</param>
    /// <param name="error">What the engine says.</param>
    /// <param name="withoutValues">Whether values are taken out of that.</param>
    /// <param name="at">The place to name where the engine names none; null: the file.</param>
    public static PenstockException Of(
        string file,
        RenderedSql sql,
        DuckDbException error,
        bool withoutValues = false,
        string? at = null
    )
    {
        // Nothing but the model's text comes before it on other lines.
        var line = Line().Match(error.What);
        var what = Line()
            .Replace(error.What, "")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0];
        if (withoutValues)
            what = $"{Quoted().Replace(what, "…")} (values are left out: the contract protects columns)";
        return new PenstockException(
            $"The model's SQL failed: {what}",
            line.Success
                ? $"{file}:{sql.LineOf(int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture))}"
                : at ?? file,
            "Nothing of this step was published; the tables are as they were",
            $"mend {file} and run the workflow again",
            withoutValues ? null : error
        );
    }

    // Errors of the text name what stands in it; all others may name what stands in the rows.
    public static bool IsAboutValues(DuckDbException error) =>
        error.ErrorType
            is not (
                DuckDbErrorType.Binder
                or DuckDbErrorType.Catalog
                or DuckDbErrorType.Parser
                or DuckDbErrorType.Permission
                or DuckDbErrorType.Io
                or DuckDbErrorType.OutOfMemory
            );

    // The first word of an error is DuckDB's own (the kind); quotes and numbers hold values.
    [GeneratedRegex("""'.*'|".*"|\d[\d.,:/-]*|(?<=:\s)\S*@\S*""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\bLINE (\d+):.*", RegexOptions.Singleline)]
    private static partial Regex Line();
}
