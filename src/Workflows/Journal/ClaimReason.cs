namespace Penstock.Workflows.Journal;

/// <summary>Why a run is to be taken over; each fits runs in one condition only.</summary>
public enum ClaimReason
{
    /// <summary>It is queued and nobody has begun it.</summary>
    Begin,

    /// <summary>It is suspended and something has come for it.</summary>
    Resume,

    /// <summary>Its process is gone, or stopped in an orderly way.</summary>
    Recover,

    /// <summary>It has faulted activities that are to be tried again.</summary>
    Retry,
}
