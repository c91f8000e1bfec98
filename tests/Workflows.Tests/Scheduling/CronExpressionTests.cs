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
    [InlineData("0 0 9 * * 2", "2026-11-23T09:00:00Z")]
    public void The_next_time_follows_from_the_expression(string expression, string next) =>
        Assert.Equal(
            DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture),
            CronExpressions.Next(expression, Noon)
        );

    [Fact]
    public void An_expression_of_the_past_has_no_next_time() =>
        Assert.Null(CronExpressions.Next("0 0 0 1 1 ? 2020", Noon));

    [Theory]
    [InlineData("")]
    [InlineData("every night")]
    [InlineData("0 0 2 * *")]
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
