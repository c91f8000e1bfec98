using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>Models gave other rows than their unit tests expect. Exit code 3.</summary>
public sealed class UnitTestsFailedException(IReadOnlyList<string> tests)
    : PenstockException(
        tests.Count == 1 ? "A unit test failed" : $"{tests.Count} unit tests failed",
        string.Join(", ", tests),
        "Nothing was run or published",
        "mend the model or the test and run again"
    )
{
    /// <inheritdoc/>
    public override int ExitCode => 3;
}
