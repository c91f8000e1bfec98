using Microsoft.Extensions.Logging;

namespace Penstock.Server.Logs;

/// <summary>One line of a run's log.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Level">How bad.</param>
/// <param name="Source">The activity, or the program's category.</param>
/// <param name="Message">What happened.</param>
/// <param name="Exception">The exception with its stack, when there was one.</param>
public sealed record LogLine(
    DateTimeOffset At,
    LogLevel Level,
    string Source,
    string Message,
    string? Exception = null
);
