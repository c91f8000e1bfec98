using Penstock.Core.Errors;
using Penstock.Core.Steps;

namespace Penstock.Core.Tests;

public class TimeWindowTests
{
    private static TimeWindow Window(string start, string end) =>
        new(TimeWindow.Parse(start, "start"), TimeWindow.Parse(end, "end"));

    [Fact]
    public void Windows_follow_each_other_without_gap_or_overlap_and_the_last_may_be_shorter()
    {
        var windows = Window("2026-11-01", "2026-11-03T12:00").Split(TimeSpan.FromDays(1));

        Assert.Equal(
            [
                "[2026-11-01T00:00:00Z, 2026-11-02T00:00:00Z)",
                "[2026-11-02T00:00:00Z, 2026-11-03T00:00:00Z)",
                "[2026-11-03T00:00:00Z, 2026-11-03T12:00:00Z)",
            ],
            windows.Select(w => w.ToString())
        );
    }

    [Fact]
    public void Times_with_an_offset_are_told_in_UTC() =>
        Assert.Equal("2026-11-20T23:30:00Z", TimeWindow.Text(TimeWindow.Parse("2026-11-21T00:30+01:00", "from")));

    [Fact]
    public void What_is_no_window_is_refused()
    {
        Assert.Throws<UsageException>(() => Window("2026-11-02", "2026-11-02"));
        Assert.Throws<UsageException>(() => Window("yesterday", "2026-11-02"));
        Assert.Throws<UsageException>(() => Window("2026-11-01", "2026-11-02").Split(TimeSpan.Zero));
        Assert.Throws<UsageException>(() => Window("0001-01-02", "2026-11-02").Split(TimeSpan.FromSeconds(1)));
    }
}
