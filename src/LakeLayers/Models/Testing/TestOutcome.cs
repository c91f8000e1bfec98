namespace Penstock.LakeLayers.Models.Testing;

/// <summary>What a test came to.</summary>
public enum TestOutcome
{
    /// <summary>Nothing is wrong, or not so much that it matters.</summary>
    Pass,

    /// <summary>It is told.</summary>
    Warn,

    /// <summary>Nothing is published.</summary>
    Fail,
}
