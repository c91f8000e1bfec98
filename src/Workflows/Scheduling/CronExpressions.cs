using Cronos;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Scheduling;

/// <summary>
/// Cron expressions as Elsa reads them by default, by Cronos: five fields, or six with seconds first (<c>0 30 2 * * MON-FRI</c>).
/// Sunday is 0 or 7. Where both day fields name days, a day must fit both. <c>L</c>, <c>W</c>, <c>#</c> and <c>?</c> are known, a
/// field for years is not. Times are UTC, or those of a zone: a time that a change of clocks leaves out comes right after the
/// gap,
/// one that comes twice fires once.
/// </summary>
public static class CronExpressions
{
    internal const string Help =
        "write five fields, or six with seconds first: 0 0 2 * * * is two o'clock each night; Sunday is 0 or 7";

    /// <summary>What is wrong with an expression, for people; null when it is sound.</summary>
    public static string? Validate(string? expression)
    {
        if (string.IsNullOrWhiteSpace(expression))
            return "The cron expression is empty";
        try
        {
            Parse(expression);
            return null;
        }
        catch (CronFormatException e)
        {
            return Fields(expression) == 7
                ? "The cron expression has seven fields: a field for years is not known"
                : $"The cron expression cannot be read: {e.Message}";
        }
    }

    /// <summary>The first time after a moment; null when there is none.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="after">The moment.</param>
    /// <param name="zone">Whose clocks it means; null: UTC.</param>
    /// <exception cref="UsageException">The expression cannot be read.</exception>
    public static DateTimeOffset? Next(string expression, DateTimeOffset after, TimeZoneInfo? zone = null) =>
        Validate(expression) is { } problem
            ? throw new UsageException(problem, expression, Help)
            : Parse(expression).GetNextOccurrence(after, zone ?? TimeZoneInfo.Utc)?.ToUniversalTime();

    private static CronExpression Parse(string expression) =>
        CronExpression.Parse(expression, Fields(expression) == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);

    private static int Fields(string expression) =>
        expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
