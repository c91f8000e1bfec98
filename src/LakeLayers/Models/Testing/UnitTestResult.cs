namespace Penstock.LakeLayers.Models.Testing;

/// <summary>What a unit test gave.</summary>
/// <param name="Test">The test.</param>
/// <param name="Missing">Expected rows that did not come, as JSON.</param>
/// <param name="Unexpected">Rows that came and were not expected.</param>
public sealed record UnitTestResult(UnitTest Test, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected)
{
    /// <summary>Whether the model gave just the expected rows.</summary>
    public bool Passed => Missing.Count == 0 && Unexpected.Count == 0;
}
