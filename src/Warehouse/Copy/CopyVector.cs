namespace Penstock.Warehouse.Copy;

/// <summary>One column of a chunk as DuckDB holds it in memory; valid until the chunk is left.</summary>
/// <param name="data">The values, laid out by the column's physical type.</param>
/// <param name="validity">One bit a row, 1 for a value, 0 for NULL; null when there are no NULLs.</param>
internal readonly unsafe struct CopyVector(byte* data, ulong* validity)
{
    public readonly byte* Data = data;

    private readonly ulong* _validity = validity;

    public bool IsNull(int row) => _validity is not null && (_validity[row >> 6] >> (row & 63) & 1) == 0;
}
