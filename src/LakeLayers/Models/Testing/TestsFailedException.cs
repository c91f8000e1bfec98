using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>Tests with the severity error found wrong rows. Exit code 3.</summary>
/// <param name="all">What all tests of the run found.</param>
/// <param name="project">The workflow's folder name.</param>
/// <param name="state">What state the tables are in.</param>
public sealed class TestsFailedException(IReadOnlyList<TestResult> all, string project, string state)
    : PenstockException(
        all.Count(t => t.Failed) == 1 ? "A test failed" : $"{all.Count(t => t.Failed)} tests failed",
        string.Join("; ", all.Where(t => t.Failed)),
        state,
        $"penstock models failures {project}"
    )
{
    /// <summary>What all tests of the run found.</summary>
    public IReadOnlyList<TestResult> All { get; } = all;

    /// <summary>What those found that failed.</summary>
    public IReadOnlyList<TestResult> Failed => [.. All.Where(t => t.Failed)];

    /// <inheritdoc/>
    public override int ExitCode => 3;
}
