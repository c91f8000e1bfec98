namespace Penstock.Connectors.FileServers;

/// <summary>What one run of <see cref="FilesToLanding"/> did.</summary>
/// <param name="Listed">Files that the patterns chose.</param>
/// <param name="Landed">Files whose content is new in landing.</param>
/// <param name="Unchanged">Files that were in landing already, whether read again or not.</param>
/// <param name="Bytes">Bytes read from the server.</param>
/// <param name="Published">Objects that this run's commit made visible, with those that an earlier, broken run had left.</param>
/// <param name="Failures">What could not be listed or copied; empty unless <c>ContinueOnError</c>.</param>
public sealed record FilesToLandingResult(
    int Listed,
    int Landed,
    int Unchanged,
    long Bytes,
    int Published,
    IReadOnlyList<FileFailure> Failures
)
{
    /// <summary>Whether the lake is another than before.</summary>
    public bool HasChanged => Published > 0;
}
