using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Raw;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Tests.Raw;

/// <summary>Lands lines as a connector does, runs the step and reads its table.</summary>
internal static class RawSteps
{
    public static readonly TableName Table = TableName.Parse("raw.things");

    public static JsonObject Shape(string fields) => JsonNode.Parse($"{{\"fields\":{{{fields}}}}}")!.AsObject();

    public static Task<JsonLinesToRawResult> RunAsync(
        TestLake lake,
        int chunkBytes = 96 << 20,
        RawWrite write = RawWrite.Append,
        params IReadOnlyList<string> key
    ) =>
        new JsonLinesToRaw(lake.Lake).RunAsync(
            new JsonLinesToRawOptions("feed", "raw.things")
            {
                ChunkBytes = chunkBytes,
                Write = write,
                Key = key,
            },
            StepContext.Standalone("JsonLinesToRaw")
        );

    public static Task<string> LandAsync(TestLake lake, string name, string text, JsonObject? shape = null) =>
        LandAsync(lake, name, Encoding.UTF8.GetBytes(text), shape);

    public static async Task<string> LandAsync(
        TestLake lake,
        string name,
        byte[] bytes,
        JsonObject? shape = null,
        string mediaType = "application/x-ndjson",
        long? rowCount = null
    )
    {
        await using var staged = lake.Lake.Objects.Stage();
        await staged.Content.WriteAsync(bytes);
        var draft = new LandingDraft(
            "feed",
            $"test://{name}",
            name,
            bytes.Length,
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            mediaType,
            Guid.NewGuid()
        )
        {
            RowCount = rowCount,
        };
        if (shape is not null)
            draft.Properties["shape"] = shape.DeepClone();
        var (landed, _) = await lake.Lake.Landing.LandAsync(staged, draft);
        await using var tx = await lake.Lake.Metadata.BeginAsync();
        await LandingZone.PublishAsync(tx, "feed");
        await tx.CommitAsync();
        return landed.Key;
    }

    public static async Task<IReadOnlyList<object?[]>> ReadAsync(
        TestLake lake,
        string sql,
        params (string View, TableName Table)[] tables
    )
    {
        await using LakeJob job = lake.Lake.OpenJob();
        foreach (var (view, table) in tables.Append(("things", Table)))
            await job.AttachTableAsync((await lake.Lake.Tables.FindCurrentAsync(table))!, view);
        return (await job.QueryAsync(sql)).Rows;
    }

    /// <summary>The type of each column of documents.</summary>
    public static async Task<Dictionary<string, string>> TypesAsync(TestLake lake) =>
        (await lake.Lake.Tables.FindCurrentAsync(Table))!
            .Schema.Where(c => !ColumnNames.IsProvenance(c.Name))
            .ToDictionary(c => c.Name, c => c.Type);

    /// <summary>What is in quarantine: line, field, id and reason.</summary>
    public static async Task<IReadOnlyList<object?[]>> RefusedAsync(TestLake lake) =>
        await lake.Lake.Tables.FindCurrentAsync(Table.Quarantine) is null
            ? []
            : await ReadAsync(
                lake,
                "SELECT _source_position, _column, _id, _reason FROM q ORDER BY _landing_key, 1",
                ("q", Table.Quarantine)
            );
}
