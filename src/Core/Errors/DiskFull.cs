namespace Penstock.Core.Errors;

/// <summary>Tells a full disk (or a used-up quota) from other faults of writing.</summary>
public static class DiskFull
{
    // errno.h on Linux; .NET hands the number on as the exception's HResult.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Whether writing failed for want of space.</summary>
    public static bool Is(Exception e) => e is IOException { HResult: NoSpace or QuotaExceeded };

    /// <summary>The error for the person who has to make room.</summary>
    /// <param name="subject">The object or file that was being written.</param>
    /// <param name="cause">What the system said.</param>
    public static PenstockException Explain(string subject, Exception cause) =>
        new(
            "The disk is full",
            subject,
            "Nothing half-written became an object; what was there before is unchanged",
            "df -h, make room, then run the same command again",
            cause
        );
}
