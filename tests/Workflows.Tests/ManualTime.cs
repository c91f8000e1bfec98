namespace Penstock.Workflows.Tests;

/// <summary>A clock that stands still until a test moves it; timers run on the real one.</summary>
public sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

    public override DateTimeOffset GetUtcNow() => Now;
}
