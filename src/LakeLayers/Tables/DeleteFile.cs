namespace Penstock.LakeLayers.Tables;

/// <summary>A file that says which rows of a table's data files are deleted. Only other engines write such; all are obeyed.</summary>
/// <param name="Key">Its object key.</param>
/// <param name="Rows">Deletes in it.</param>
/// <param name="Sequence">Its place among changes: deletes by value apply to data files with a lower one.</param>
/// <param name="EqualityIds">The field ids whose values it holds; null: it holds places (<c>file_path</c>, <c>pos</c>).</param>
public sealed record DeleteFile(string Key, long Rows, long Sequence, IReadOnlyList<int>? EqualityIds);
