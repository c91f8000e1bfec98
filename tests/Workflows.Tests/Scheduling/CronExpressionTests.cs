using Penstock.Core.Errors;
using Penstock.Workflows.Scheduling;

namespace Penstock.Workflows.Tests.Scheduling;

public sealed class CronExpressionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 0 2 * * ?", "2026-11-22T02:00:00Z")]
    [InlineData("0 30 2 ? * MON-FRI", "2026-11-23T02:30:00Z")]
    [InlineData("*/5 * * * * *", "2026-11-21T12:00:05Z")]
    [InlineData("0 15 10 L * ?", "2026-11-30T10:15:00Z")]
    [InlineData("30 2 * * *", "2026-11-22T02:30:00Z")]
    [InlineData("0 0 9 * * 2", "2026-11-24T09:00:00Z")]
    [InlineData("0 0 9 * * 0", "2026-11-22T09:00:00Z")]
    [InlineData("0 0 9 * * 7", "2026-11-22T09:00:00Z")]
    [InlineData("0 0 9 ? * SUN", "2026-11-22T09:00:00Z")]
    [InlineData("0 9 * * 5L", "2026-11-27T09:00:00Z")]
    [InlineData("0 9 * * 1#2", "2026-12-14T09:00:00Z")]
    [InlineData("0 9 15W * *", "2026-12-15T09:00:00Z")]
    [InlineData("0 9 13 * 5", "2027-08-13T09:00:00Z")]
    public void The_next_time_follows_from_the_expression(string expression, string next) =>
        Assert.Equal(
            DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture),
            CronExpressions.Next(expression, Noon)
        );

    [Fact]
    public void A_day_that_never_comes_has_no_next_time() => Assert.Null(CronExpressions.Next("0 0 30 2 *", Noon));

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")] // 2:30 is left out: right after the gap
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")] // 2:30 comes twice: the first
    [InlineData("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("0 */30 2 * * *", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z")]
    public void Times_of_a_zone_follow_its_clocks(string expression, string after, string next) =>
        Assert.Equal(
            DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture),
            CronExpressions.Next(
                expression,
                DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture),
                TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")
            )
        );

    [Theory]
    [InlineData("")]
    [InlineData("every night")]
    [InlineData("0 0 2 * * ? 2020")]
    [InlineData("0 61 2 * * ?")]
    [InlineData("0 0 2 32 * ?")]
    public void A_bad_expression_is_explained(string expression)
    {
        Assert.NotNull(CronExpressions.Validate(expression));
        Assert.Throws<UsageException>(() => CronExpressions.Next(expression, Noon));
    }

    [Fact]
    public void A_sound_expression_has_no_problem() => Assert.Null(CronExpressions.Validate("0 0 2 * * ?"));
}
