using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>Errors of scripts, for the person who wrote the script.</summary>
internal static class ScriptErrors
{
    public static UsageException Explain(string language, string source, ScriptFault fault) =>
        new(
            $"The {language} expression failed{(fault.Line is null ? "" : $" in line {fault.Line}")}: "
                + (fault.Text ?? "it threw something that cannot be shown"),
            Excerpt(source, fault.Line),
            "correct the expression in the editor",
            fault.InnerException
        );

    public static UsageException Explain(
        string language,
        string source,
        ScriptStopped stopped,
        JavaScriptOptions limits
    ) =>
        stopped.Reason switch
        {
            ScriptStop.Time => new(
                $"The {language} expression was stopped: it used more than {limits.TimeLimit.TotalMilliseconds:0} ms of processor time",
                Excerpt(source, null),
                "look for a loop that does not end; long work belongs into an activity"
            ),
            ScriptStop.Pending => new(
                $"The promise of the {language} expression was not settled within {limits.TimeLimit.TotalMilliseconds:0} ms of processor time",
                Excerpt(source, null),
                "there are no timers and nothing to wait for: give a promise that settles at once"
            ),
            ScriptStop.Steps => new(
                $"The {language} expression was stopped: it takes more than a million steps",
                Excerpt(source, null),
                "look for a loop over too much; long work belongs into an activity"
            ),
            ScriptStop.Output => new(
                $"The {language} expression was stopped: a text that it makes is too long",
                Excerpt(source, null),
                "keep data in the lake, and its address in the workflow"
            ),
            _ => new(
                $"The {language} expression was stopped: it used more than {limits.MemoryLimit >> 20} MiB of memory",
                Excerpt(source, null),
                "keep data in the lake, and work on it in SQL"
            ),
        };

    /// <summary>The line of the error, or the beginning.</summary>
    public static string Excerpt(string source, int? line)
    {
        var lines = source.Split('\n');
        var text = (line is { } number && number >= 1 && number <= lines.Length ? lines[number - 1] : source).Trim();
        return text.Length > 80 ? text[..80] + "…" : text;
    }
}
