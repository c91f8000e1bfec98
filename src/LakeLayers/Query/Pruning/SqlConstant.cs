namespace Penstock.LakeLayers.Query.Pruning;

/// <summary>A constant in SQL.</summary>
/// <param name="Sql">As an expression.</param>
/// <param name="Type">Its type: <c>VARCHAR</c> of plain text, <c>INTEGER</c>, <c>DATE</c> and so on.</param>
internal sealed record SqlConstant(string Sql, string Type);
