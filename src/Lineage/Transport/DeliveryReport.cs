namespace Penstock.Lineage.Transport;

/// <summary>What one delivery did.</summary>
/// <param name="Delivered">Events that the other server accepted.</param>
/// <param name="Refused">Events that it refused; each is kept with the answer and tried again later.</param>
/// <param name="Waiting">Events not delivered yet, the refused ones among them.</param>
/// <param name="Error">The last answer that was no acceptance, or why the delivery ended early; null when all went well.</param>
public sealed record DeliveryReport(int Delivered, int Refused, long Waiting, string? Error);
