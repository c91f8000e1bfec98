namespace Penstock.LakeLayers.ObjectStores;

/// <summary>One thing that a check of an object store tried.</summary>
/// <param name="Name">What was tried, for instance <c>write</c>.</param>
/// <param name="Passed">Whether the store did what it must.</param>
/// <param name="Detail">What it did; for a failure, the cause.</param>
/// <param name="Next">How to mend it; null where there is nothing to mend.</param>
public sealed record StoreFinding(string Name, bool Passed, string Detail, string? Next = null);
