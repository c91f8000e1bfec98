namespace Penstock.LakeLayers.Models.Testing;

/// <summary>A test that is known by name.</summary>
/// <param name="Name">Its name, with its package where it comes from one.</param>
/// <param name="Arguments">What it may be given.</param>
/// <param name="Query">The query that gives the wrong rows.</param>
internal sealed record KnownTest(string Name, IReadOnlyList<string> Arguments, Func<TestCall, string> Query)
{
    /// <summary>Its own <c>fail_calc</c>.</summary>
    public string? FailCalc { get; init; }

    /// <summary>The columns whose values it says no two rows share.</summary>
    public Func<TestCall, IReadOnlyList<string>>? Unique { get; init; }

    /// <summary>The name without its package.</summary>
    public string ShortName => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
