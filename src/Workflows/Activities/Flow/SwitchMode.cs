namespace Penstock.Workflows.Activities.Flow;

/// <summary>Which of several cases that match a switch takes.</summary>
public enum SwitchMode
{
    /// <summary>The first.</summary>
    MatchFirst,

    /// <summary>All of them.</summary>
    MatchAny,
}
