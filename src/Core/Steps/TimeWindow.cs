using System.Globalization;
using Penstock.Core.Errors;

namespace Penstock.Core.Steps;

/// <summary>
/// A half-open interval of time, <c>[Start, End)</c>: windows that follow each other share no moment and leave none out.
/// </summary>
public readonly record struct TimeWindow
{
    /// <exception cref="UsageException">It does not end after it starts.</exception>
    public TimeWindow(DateTimeOffset start, DateTimeOffset end)
    {
        if (end <= start)
            throw new UsageException(
                "A window of time must end after it starts",
                $"{start:O} to {end:O}",
                "give the earlier time first"
            );
        (Start, End) = (start.ToUniversalTime(), end.ToUniversalTime());
    }

    /// <summary>The first moment that is in it, UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The first moment that is not in it any more, UTC.</summary>
    public DateTimeOffset End { get; }

    /// <summary>The windows of a length that make it up, the first from its start; the last may be shorter.</summary>
    /// <exception cref="UsageException">There would be none, or more than 100,000.</exception>
    public IReadOnlyList<TimeWindow> Split(TimeSpan length)
    {
        if (length <= TimeSpan.Zero || (End - Start) / length > 100_000)
            throw new UsageException(
                "The length of the windows does not fit the time to cover (1 to 100,000 windows)",
                length.ToString(),
                "give another length"
            );
        List<TimeWindow> windows = [];
        for (var start = Start; start < End; start += length)
            windows.Add(new TimeWindow(start, start + length < End ? start + length : End));
        return windows;
    }

    /// <summary>The window of an activity's two inputs; null when the first is empty.</summary>
    /// <exception cref="UsageException">A text is no time, or the window does not end after it starts.</exception>
    public static TimeWindow? Find(string? start, string? end) =>
        string.IsNullOrWhiteSpace(start)
            ? null
            : new TimeWindow(Parse(start, "Window start"), Parse(end ?? "", "Window end"));

    /// <inheritdoc/>
    public override string ToString() => $"[{Text(Start)}, {Text(End)})";

    /// <summary>A time as ISO 8601 in UTC.</summary>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads ISO 8601; without an offset it is UTC.</summary>
    /// <exception cref="UsageException">The text is no time.</exception>
    public static DateTimeOffset Parse(string text, string name) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw new UsageException(
                $"{name} is no time",
                text,
                $"write it as {Text(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero))}"
            );
}
