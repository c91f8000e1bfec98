using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

/// <summary>Journal records made by hand.</summary>
internal static class Records
{
    public static RunRecord Run { get; } =
        new()
        {
            Id = Guid.CreateVersion7(),
            DefinitionId = "d",
            DefinitionVersionId = "d-v1",
            DefinitionVersion = 1,
            DefinitionHash = "",
            Name = "d",
            Status = WorkflowStatus.Running,
            SubStatus = WorkflowSubStatus.Executing,
            CreatedAt = DateTimeOffset.UtcNow,
        };

    public static ActivityExecutionRecord Activity(long sequence, ActivityStatus status) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            RunId = Run.Id,
            Sequence = sequence,
            ActivityId = $"a{sequence}",
            NodeId = $"Workflow1:a{sequence}",
            ActivityType = "Test.Work",
            Status = status,
            StartedAt = DateTimeOffset.UtcNow,
        };
}
