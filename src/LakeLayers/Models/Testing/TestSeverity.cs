namespace Penstock.LakeLayers.Models.Testing;

/// <summary>What a test's wrong rows mean.</summary>
public enum TestSeverity
{
    /// <summary>Nothing is published.</summary>
    Error,

    /// <summary>They are told.</summary>
    Warn,
}
