using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// The limits of JavaScript and Liquid expressions. Register one before <see cref="WorkflowServices.AddWorkflows"/> to change
/// them.
/// </summary>
public sealed record JavaScriptOptions
{
    /// <summary>Processor time of one evaluation, 10 ms to 60 s.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// By how many bytes one evaluation may make memory grow, 16 MiB to 4 GiB. A single native call may overshoot before it is
    /// stopped.
    /// </summary>
    public long MemoryLimit { get; init; } = 128L << 20;

    /// <summary>Characters of the result as JSON, and of each value that a script sets; 1,024 to 268,435,456.</summary>
    public int MaxResultLength { get; init; } = 16 << 20;

    /// <summary>How many scripts run at the same time, each on a thread of its own that waits for work; 1 to 64.</summary>
    public int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    internal JavaScriptOptions Checked()
    {
        Check(
            TimeLimit >= TimeSpan.FromMilliseconds(10) && TimeLimit <= TimeSpan.FromSeconds(60),
            nameof(TimeLimit),
            $"{TimeLimit}",
            "10 ms to 60 s"
        );
        Check(MemoryLimit is >= 16L << 20 and <= 4L << 30, nameof(MemoryLimit), $"{MemoryLimit}", "16 MiB to 4 GiB");
        Check(
            MaxResultLength is >= 1024 and <= 256 << 20,
            nameof(MaxResultLength),
            $"{MaxResultLength}",
            "1,024 to 268,435,456"
        );
        Check(Workers is >= 1 and <= 64, nameof(Workers), $"{Workers}", "1 to 64");
        return this;
    }

    private static void Check(bool isGood, string name, string value, string range)
    {
        if (!isGood)
            throw new UsageException(
                $"The limit {name} of JavaScript expressions is out of range",
                value,
                $"set it to {range}"
            );
    }
}
