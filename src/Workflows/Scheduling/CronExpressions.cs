using Penstock.Core.Errors;
using Quartz;

namespace Penstock.Workflows.Scheduling;

/// <summary>
/// Cron expressions as Elsa has them by default: six fields, or seven with a year, seconds first (<c>0 30 2 ? * MON-FRI</c>), read by
/// Quartz; of the two day fields one is <c>?</c>, and <c>*</c> in both is read so. Times are UTC.
/// </summary>
public static class CronExpressions
{
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
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return $"The cron expression cannot be read: {e.Message}";
        }
    }

    /// <summary>The first time after a moment; null when there is none.</summary>
    /// <exception cref="UsageException">The expression cannot be read.</exception>
    public static DateTimeOffset? Next(string expression, DateTimeOffset after) =>
        Validate(expression) is { } problem
            ? throw new UsageException(
                problem,
                expression,
                "write six fields, seconds first: 0 0 2 * * ? is two o'clock each night"
            )
            : Parse(expression).GetNextValidTimeAfter(after);

    internal static CronExpression Parse(string expression) => new(Normal(expression), TimeZoneInfo.Utc);

    // Quartz wants a question mark where another field chooses the days.
    internal static string Normal(string expression)
    {
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is 6 or 7 && fields[3] != "?" && fields[5] == "*")
            fields[5] = "?";
        else if (fields.Length is 6 or 7 && fields[3] == "*" && fields[5] != "?")
            fields[3] = "?";
        return string.Join(' ', fields);
    }
}
