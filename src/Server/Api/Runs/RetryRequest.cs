using System.ComponentModel;

namespace Penstock.Server.Api.Runs;

/// <summary>What to try again.</summary>
public sealed record RetryRequest
{
    /// <summary>Which activities; all that are faulted when null.</summary>
    [Description("Ids of faulted activities; all of them when left out.")]
    public IReadOnlyList<string>? ActivityIds { get; init; }
}
