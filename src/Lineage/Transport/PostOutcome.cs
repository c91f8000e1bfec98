namespace Penstock.Lineage.Transport;

/// <summary>How the post of one event ended.</summary>
/// <param name="Verdict">What the answer means.</param>
/// <param name="Error">What was answered, or why nothing was; null when accepted.</param>
internal sealed record PostOutcome(PostVerdict Verdict, string? Error = null)
{
    /// <summary>Whether the same post may succeed in a moment.</summary>
    public bool IsTransient => Verdict is PostVerdict.Failing or PostVerdict.Unavailable;

    /// <summary>Whether the answer is about this event alone, so that the next one should be tried.</summary>
    public bool IsAboutTheEvent => Verdict is PostVerdict.Refused or PostVerdict.Failing;
}
