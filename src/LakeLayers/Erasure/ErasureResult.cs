using System.Text.Json.Nodes;

namespace Penstock.LakeLayers.Erasure;

/// <summary>What an erasure found and did.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Subject">The person as a keyed hash.</param>
/// <param name="Who">Who asked.</param>
/// <param name="At">When.</param>
/// <param name="Found">What there was.</param>
public sealed record ErasureResult(Guid Id, string Subject, string Who, DateTimeOffset At, SubjectFindings Found)
{
    /// <summary>Tables.</summary>
    public IReadOnlyList<ErasedTable> Tables { get; init; } = [];

    /// <summary>Objects of landing.</summary>
    public IReadOnlyList<ErasedObject> Objects { get; init; } = [];

    /// <summary>Rows about the person in the warehouse, by table.</summary>
    public IReadOnlyDictionary<string, long> Warehouse { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// What earlier erasures of the person did that broke off before their reports were signed, each as its report has it.
    /// </summary>
    public IReadOnlyList<JsonObject> Earlier { get; init; } = [];

    /// <summary>The same with what earlier erasures did that this one finishes.</summary>
    internal ErasureResult After(IReadOnlyList<UnclosedErasure> unclosed)
    {
        var warehouse = Warehouse.ToDictionary();
        // Rows that were found then and are there still are the same ones.
        foreach (var (table, rows) in unclosed.SelectMany(u => u.Warehouse))
            warehouse[table] = Math.Max(warehouse.GetValueOrDefault(table), rows);
        return this with
        {
            Warehouse = warehouse,
            Earlier =
            [
                .. unclosed.Select(u => new JsonObject(
                    u.Report.Where(p => p.Key is not ("version" or "subject" or "warehouse" or "earlier"))
                        .Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))
                )),
            ],
        };
    }
}
