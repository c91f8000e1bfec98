using System.Text.RegularExpressions;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Query.DuckDb;
using static Penstock.Core.Metadata.Sql;

namespace Penstock.LakeLayers.Models.Seeding;

/// <summary>Gives a seed's column the type that <c>column_types</c> says, where every value is of it.</summary>
internal sealed partial class SeedCast(
    DuckDbSession session,
    Seed seed,
    SeedColumnType said,
    SeedColumn column,
    string text,
    string rows,
    List<string> warnings,
    CancellationToken cancellationToken
)
{
    // What DuckDB rounds or cuts off without a word.
    private const string WholeNumber = @"\s*[+-]?\d+(\.0*)?\s*";

    /// <summary>The text where it stands for a value that is no text.</summary>
    public static string NullWord(string text) =>
        $"CASE WHEN lower(trim({text})) NOT IN ('', 'null') THEN trim({text}) END";

    public TypedColumn Typed()
    {
        var type = TypeName();
        if (type == "VARCHAR")
            return new TypedColumn(column.Name, type, text);
        var value = NullWord(text);
        var isDate =
            type.StartsWith("DATE", StringComparison.Ordinal) || type.StartsWith("TIMESTAMP", StringComparison.Ordinal);
        if (said.Format is { } format)
        {
            if (!isDate && !type.StartsWith("TIME", StringComparison.Ordinal))
                throw new UsageException(
                    $"A format is for dates and times, and {said.Column} is {type}",
                    said.At,
                    "take one of them out"
                );
            return Formatted(value, type, format);
        }
        if (isDate && FirstWhere($@"NOT regexp_matches({value}, '^\s*[+-]?\d{{4,}}-')") is { } foreign)
            return Formatted(value, type, Guess(value, type, foreign));
        if (FirstWhere($"{value} IS NOT NULL AND TRY_CAST({value} AS {type}) IS NULL") is { } wrong)
            throw Error(wrong, $"is no {type}");
        if (IsInteger(type) && FirstWhere(NotWhole(value, type)) is { } part)
            throw Error(part, $"is no whole number, and would be rounded as {type}");
        if (type == "DATE" && FirstWhere($"contains({value}, ':')") is { } timed)
            throw Error(timed, "has a time of day, which a DATE would lose");
        if (type.StartsWith("DECIMAL", StringComparison.Ordinal))
            WarnOfRounding(value, type);
        return new TypedColumn(column.Name, type, $"CAST({value} AS {type})");
    }

    private TypedColumn Formatted(string value, string type, string format)
    {
        var parsed = $"try_strptime({value}, {Literal(format)})";
        try
        {
            if (FirstWhere($"{value} IS NOT NULL AND {parsed} IS NULL") is { } wrong)
                throw Error(wrong, $"is not written as '{format}'");
        }
        catch (DuckDbException e)
        {
            throw new UsageException(
                $"No format of dates: '{format}' ({FirstLine(e)})",
                said.At,
                "use the letters of strptime: %Y-%m-%d %H:%M:%S",
                e
            );
        }
        return new TypedColumn(column.Name, type, $"CAST({parsed} AS {type})");
    }

    // Where only one reading makes dates of all values, that is how they are meant.
    private string Guess(string value, string type, (string Text, long Line) foreign)
    {
        var fits = DateFormats
            .Candidates(foreign.Text)
            .Where(f => FirstWhere($"{value} IS NOT NULL AND try_strptime({value}, {Literal(f)}) IS NULL") is null)
            .Where(f => type != "DATE" || !DateFormats.HasTime(f))
            .ToList();
        if (fits is [var one])
        {
            warnings.Add(
                $"{seed.File}:{foreign.Line}: the values of column {column.Name} are read as '{one}', as which alone all of them are dates; "
                    + $"formats: {{{column.Name}: '{one}'}} in the seed's config says so for good"
            );
            return one;
        }
        throw SeedErrors.At(
            seed.File,
            foreign.Line,
            fits.Count > 1
                ? $"'{foreign.Text}' in column {column.Name} may be {string.Join(" or ", fits.Select(f => $"'{f}'"))}: day and month cannot be told apart"
                : $"'{foreign.Text}' in column {column.Name} is no {type} as ISO 8601 writes it (2026-01-31 10:20:30)",
            $"say in the seed's config how it is written, for instance formats: {{{column.Name}: '{fits.FirstOrDefault() ?? "%d.%m.%Y"}'}}"
        );
    }

    private string TypeName()
    {
        if (!PlainType().IsMatch(said.Type))
            throw Unknown(null);
        try
        {
            return (string)
                session.Query($"DESCRIBE SELECT NULL::{said.Type} AS x", null, cancellationToken).Rows[0][1]!;
        }
        catch (DuckDbException e)
        {
            throw Unknown(e);
        }

        UsageException Unknown(Exception? inner) =>
            new(
                $"No type of DuckDB: '{said.Type}' (of column {said.Column})",
                said.At,
                "use for instance varchar, bigint, hugeint, decimal(18,2), double, boolean, date or timestamp",
                inner
            );
    }

    private void WarnOfRounding(string value, string type)
    {
        var scale = int.Parse(
            Scale().Match(type).Groups[1].ValueSpan,
            System.Globalization.CultureInfo.InvariantCulture
        );
        var rounded = $@"length(rtrim(regexp_extract({value}, '\.(\d+)', 1), '0')) > {scale}";
        if (FirstWhere(rounded) is { } first)
            warnings.Add(
                $"{seed.File}:{first.Line}: the value of column {column.Name} has more digits than {type} and is rounded; "
                    + "give the column in column_types a greater scale to keep them"
            );
    }

    private (string Text, long Line)? FirstWhere(string condition) =>
        session
            .Query($"SELECT {text}, line FROM {rows} WHERE {condition} ORDER BY line LIMIT 1", null, cancellationToken)
            .Rows
            is [var row, ..]
            ? ((string)row[0]!, (long)row[1]!)
            : null;

    private PenstockException Error((string Text, long Line) wrong, string what) =>
        SeedErrors.At(
            seed.File,
            wrong.Line,
            $"'{wrong.Text}' in column {column.Name} {what} ({said.At} says {said.Type})",
            "mend the value or column_types, and run again"
        );

    private static bool IsInteger(string type) =>
        type
            is "TINYINT"
                or "SMALLINT"
                or "INTEGER"
                or "BIGINT"
                or "HUGEINT"
                or "UTINYINT"
                or "USMALLINT"
                or "UINTEGER"
                or "UBIGINT"
                or "UHUGEINT";

    private static string NotWhole(string value, string type) =>
        $"NOT regexp_full_match({value}, {Literal(WholeNumber)}) AND TRY_CAST({value} AS DECIMAL(38,10)) IS DISTINCT FROM CAST({value} AS {type})::DECIMAL(38,10)";

    private static string FirstLine(DuckDbException e) => e.What.Split('\n')[0];

    [GeneratedRegex(@"^[A-Za-z][\w ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?(\[\])*$")]
    private static partial Regex PlainType();

    [GeneratedRegex(@",(\d+)\)")]
    private static partial Regex Scale();
}
