using Penstock.Core.Errors;

namespace Penstock.Workflows.Journal;

/// <summary>The run was taken from this process: another one holds it, or ended it.</summary>
public sealed class RunLostException(Guid runId)
    : PenstockException(
        "Another process took this run for dead and has it now, or ended it",
        $"run {runId}",
        "Its activities here were stopped; what they had committed stays",
        $"penstock status {runId}"
    );
