namespace Penstock.Lineage.Datasets;

/// <summary>One column of a dataset.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">The type in the dataset's own words, for instance <c>DECIMAL(18,4)</c> or <c>STRUCT(a INTEGER)</c>.</param>
/// <param name="Description">What it holds, from the contract when there is one.</param>
public sealed record FieldSchema(string Name, string Type, string? Description = null);
