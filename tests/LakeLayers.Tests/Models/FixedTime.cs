namespace Penstock.LakeLayers.Models;

/// <summary>A clock that stands.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
