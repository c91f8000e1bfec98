namespace Penstock.Server.Tests;

/// <summary>A clock that goes with the machine's, and ahead of it when a test says so.</summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan time) => _ahead += time;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
