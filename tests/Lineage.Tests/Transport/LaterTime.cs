namespace Penstock.Lineage.Tests.Transport;

/// <summary>The system's clock, set forward by what the test adds.</summary>
internal sealed class LaterTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
