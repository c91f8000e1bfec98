namespace Penstock.Workflows.Runtime;

/// <summary>What happens to a run whose process is gone.</summary>
public enum RecoveryPolicy
{
    /// <summary>It is ended with an incident; whoever started it starts again.</summary>
    End,

    /// <summary>Another process, or the next one, goes on from its last commit.</summary>
    Resume,
}
