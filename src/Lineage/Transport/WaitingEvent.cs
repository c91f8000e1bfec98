namespace Penstock.Lineage.Transport;

/// <summary>An event that no other server has accepted yet.</summary>
/// <param name="Id">Its number in <c>lineage.event</c>.</param>
/// <param name="Json">The event as emitted.</param>
/// <param name="Attempts">How often it was refused so far.</param>
internal sealed record WaitingEvent(long Id, string Json, int Attempts);
