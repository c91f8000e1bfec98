namespace Penstock.Workflows.Activities.Flow;

/// <summary>How tokens that meet at an activity are merged, in the token-based mode.</summary>
public enum MergeMode
{
    /// <summary>Runs when no token is on its way to one of the activities before it.</summary>
    Stream,

    /// <summary>Runs when a token has come along each forward arrow.</summary>
    Merge,

    /// <summary>Runs when a token has come along each arrow, backward ones included.</summary>
    Converge,

    /// <summary>Runs for each token.</summary>
    Cascade,

    /// <summary>Runs for the first token; what runs on the other ways is cancelled and their tokens are ignored.</summary>
    Race,
}
