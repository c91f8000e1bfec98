namespace Penstock.Core.Steps.Planning;

/// <summary>One dataset that a step would write, or find unchanged.</summary>
/// <param name="Dataset">Its name, for instance <c>landing/orders</c>, <c>raw.orders</c> or <c>warehouse.fact_order</c>.</param>
/// <param name="What"><c>add</c> (to what is there), <c>make</c> (anew), <c>change</c> (rows of it), <c>define</c> (a view) or
/// <c>skip</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rows">Rows written; null when there is nothing to tell them from.</param>
/// <param name="Bytes">Bytes written; null when there is nothing to tell them from.</param>
public sealed record PlannedWrite(string Dataset, string What, string Reason, long? Rows = null, long? Bytes = null);
