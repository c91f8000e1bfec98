using System.Text.Json.Nodes;

namespace Penstock.LakeLayers.Erasure;

/// <summary>What an erasure tells to who asked for it: what was found and erased where, never a value.</summary>
public static class ErasureReport
{
    /// <summary>
    /// The report. Version 2 has <c>earlier</c>: the parts of the person's erasure that runs before this one did which broke
    /// off.
    /// </summary>
    /// <param name="result">The erasure.</param>
    public static JsonObject Of(ErasureResult result) =>
        new()
        {
            ["version"] = 2,
            ["id"] = result.Id.ToString(),
            ["subject"] = result.Subject,
            ["erasedAt"] = result.At.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss'Z'",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            ["by"] = result.Who,
            ["tables"] = new JsonArray([
                .. result.Found.Tables.Select(t => Table(t, result.Tables.FirstOrDefault(e => e.Table == t.Table))),
            ]),
            ["landing"] = new JsonArray([
                .. result.Objects.Select(o => new JsonObject
                {
                    ["object"] = o.Key,
                    ["lines"] = o.Lines,
                    ["sha256Before"] = o.From,
                    ["sha256After"] = o.To,
                }),
            ]),
            ["notErased"] = new JsonArray([
                .. result
                    .Found.Objects.Where(o => !o.CanRewrite)
                    .Select(o => new JsonObject { ["object"] = o.Key, ["places"] = o.Lines }),
            ]),
            ["tokens"] = result.Found.Tokens,
            ["testRows"] = result.Found.TestRows,
            ["profiles"] = result.Found.Profiles,
            ["warehouse"] = new JsonArray([
                .. result.Warehouse.Select(w => new JsonObject { ["table"] = w.Key, ["rows"] = w.Value }),
            ]),
            ["earlier"] = new JsonArray([.. result.Earlier.Select(e => e.DeepClone())]),
            ["notes"] = new JsonArray([.. result.Found.Notes.Select(n => JsonValue.Create(n))]),
        };

    private static JsonObject Table(FoundTable found, ErasedTable? erased) =>
        new()
        {
            ["table"] = found.Table.ToString(),
            ["foundBy"] = found.By,
            ["rows"] = found.Rows,
            ["pastRows"] = found.PastRows,
            ["snapshotBefore"] = erased?.From,
            ["snapshotAfter"] = erased?.To,
            ["expiredSnapshots"] = new JsonArray([.. (erased?.Expired ?? []).Select(i => JsonValue.Create(i))]),
        };
}
