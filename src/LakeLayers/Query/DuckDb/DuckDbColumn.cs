namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>One column of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as SQL writes it, for instance <c>DECIMAL(18,4)</c> or <c>STRUCT("a" INTEGER)[]</c>.</param>
/// <param name="Logical">The type for programs.</param>
public sealed record DuckDbColumn(string Name, string Type, DuckDbType Logical);
