using System.Text.Json.Serialization;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Layout;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// What a model says of itself: in a block of comments at the top of its file between two lines <c>-- ---</c>, in a <c>.yml</c>
/// file of
/// the same name beside it, or in a <c>.yml</c> file with a list <c>models:</c>; and what its SQL gives to <c>config(…)</c>,
/// which wins.
/// </summary>
public sealed record ModelHeader
{
    private static readonly string[] Keys =
    [
        "accounts_for",
        "description",
        "owner",
        "tags",
        "materialized",
        "enabled",
        "unique_key",
        "incremental_strategy",
        "on_schema_change",
        "full_refresh",
        "order_by",
        "partition_by",
        "strategy",
        "updated_at",
        "check_cols",
        "hard_deletes",
        "invalidate_hard_deletes",
        "meta",
        "columns",
        "tests",
        "data_tests",
        "unit_tests",
        "name",
        "config",
    ];

    /// <summary>The table whose every row the model keeps, quarantines or drops by a named rule; checked when it runs.</summary>
    public TableName? AccountsFor { get; init; }

    /// <summary>What the table holds; a contract's description wins.</summary>
    public string? Description { get; init; }

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>Words to select models by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How the result is kept.</summary>
    public Materialization Materialized { get; init; }

    /// <summary>Whether it is there at all.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The columns that tell rows apart, for incremental models and snapshots.</summary>
    public IReadOnlyList<string> UniqueKey { get; init; } = [];

    /// <summary>What an incremental model does; null: merge with a key, append without one.</summary>
    public IncrementalStrategy? Strategy { get; init; }

    /// <summary>What an incremental model does with columns that its table lacks.</summary>
    public SchemaChangePolicy OnSchemaChange { get; init; }

    /// <summary>Whether it is always, or never, made from the beginning; null: as the run says.</summary>
    public bool? FullRefresh { get; init; }

    /// <summary>
    /// The columns that each file is sorted by, each with its direction where it says one: <c>x desc nulls last</c>.
    /// </summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];

    /// <summary>By what its files are told apart: columns and transforms, for instance <c>month(day)</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> PartitionBy { get; init; } = [];

    /// <summary>The file and line that say so; null: none does.</summary>
    [JsonIgnore]
    public string? PartitionByAt { get; init; }

    /// <summary>For snapshots: the column that tells when a row last changed; null: the time of the run does.</summary>
    public string? UpdatedAt { get; init; }

    /// <summary>For snapshots: the columns whose change makes a new version; empty: all.</summary>
    public IReadOnlyList<string> CheckColumns { get; init; } = [];

    /// <summary>
    /// For snapshots: whether <see cref="CheckColumns"/> are compared to see a change, and not <see cref="UpdatedAt"/>; null:
    /// where there is no <see cref="UpdatedAt"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool? ComparesColumns { get; init; }

    /// <summary>For snapshots: whether a version is added that says so when a row is gone from the query.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RecordsDeletedRows { get; init; }

    /// <summary>For snapshots: whether a row that is gone from the query ends its last version.</summary>
    public bool EndsDeletedRows { get; init; }

    /// <summary>What columns hold, by name; a contract's descriptions win.</summary>
    public IReadOnlyDictionary<string, string> ColumnDescriptions { get; init; } = new Dictionary<string, string>();

    internal static ModelHeader Read(YamlMap map, ModelHeader? under = null)
    {
        map.Allow(Keys);
        var header = under ?? new ModelHeader();
        if (map.Map("config") is { } config)
            header = Read(config, header);
        return header with
        {
            AccountsFor = map.Text("accounts_for") is { } table ? TableName.Parse(table) : header.AccountsFor,
            Description = map.Text("description") ?? header.Description,
            Owner = map.Text("owner") ?? header.Owner,
            Tags = [.. header.Tags.Union(map.Texts("tags"))],
            Materialized = map.Choice("materialized", header.Materialized),
            IsEnabled = map.Has("enabled") ? map.Flag("enabled") : header.IsEnabled,
            UniqueKey = map.Has("unique_key") ? [.. map.Texts("unique_key").Select(Name)] : header.UniqueKey,
            Strategy = map.Has("incremental_strategy")
                ? map.Choice("incremental_strategy", default(IncrementalStrategy))
                : header.Strategy,
            OnSchemaChange = map.Choice("on_schema_change", header.OnSchemaChange),
            FullRefresh = map.Has("full_refresh") ? map.Flag("full_refresh") : header.FullRefresh,
            OrderBy = map.Has("order_by") ? map.Texts("order_by") : header.OrderBy,
            PartitionBy = map.Has("partition_by") ? PartitionConfig.Read(map) : header.PartitionBy,
            PartitionByAt = map.Has("partition_by") ? map.At(map.LineOf("partition_by")) : header.PartitionByAt,
            UpdatedAt = map.Text("updated_at") is { } updated ? Name(updated) : header.UpdatedAt,
            ComparesColumns = SnapshotStrategy(map) is { } strategy ? strategy == "check" : header.ComparesColumns,
            CheckColumns = map.Has("check_cols")
                ? [.. map.Texts("check_cols").Where(c => c != "all").Select(Name)]
                : header.CheckColumns,
            EndsDeletedRows =
                HardDeletes(map) is { } ends ? ends == "invalidate"
                : map.Has("invalidate_hard_deletes") ? map.Flag("invalidate_hard_deletes")
                : header.EndsDeletedRows,
            RecordsDeletedRows = HardDeletes(map) is { } records ? records == "new_record" : header.RecordsDeletedRows,
            ColumnDescriptions = map.Has("columns")
                ? map.Maps("columns")
                    .Where(c => c.Has("description"))
                    .ToDictionary(c => c.Require("name"), c => c.Require("description"))
                : header.ColumnDescriptions,
        };
    }

    /// <summary>Refuses what does not go together.</summary>
    internal void Check(string file)
    {
        if (Materialized == Materialization.Snapshot && UniqueKey.Count == 0)
            throw Error("A snapshot needs a unique_key");
        if (Materialized == Materialization.Snapshot && ComparesColumns == false && UpdatedAt is null)
            throw Error("A snapshot with strategy='timestamp' needs an updated_at");
        if (
            Materialized == Materialization.Incremental
            && Strategy is IncrementalStrategy.Merge or IncrementalStrategy.DeleteInsert
            && UniqueKey.Count == 0
        )
            throw Error("The incremental strategies merge and delete+insert need a unique_key");
        if (Materialized == Materialization.View && PartitionBy.Count > 0)
            throw new Core.Errors.UsageException(
                "A view has no files that could be partitioned",
                PartitionByAt ?? file,
                "take partition_by out of the model's config, or materialise it as a table"
            );
        if (
            Materialized == Materialization.Incremental
            && Strategy == IncrementalStrategy.InsertOverwrite
            && PartitionBy.Count == 0
        )
            throw Error("The incremental strategy insert_overwrite needs a partition_by: it replaces whole partitions");

        Core.Errors.UsageException Error(string what) => new(what, file, "add it to the model's config and run again");
    }

    // dbt's users write a name that needs quotes with its quotes.
    private static string Name(string name) =>
        name is ['"', .., '"'] ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;

    private static string? HardDeletes(YamlMap map) =>
        map.Text("hard_deletes") switch
        {
            null or "ignore" or "invalidate" or "new_record" => map.Text("hard_deletes"),
            var other => throw map.Error(
                "hard_deletes",
                $"Unknown value '{other}' (known: ignore, invalidate, new_record)"
            ),
        };

    private static string? SnapshotStrategy(YamlMap map) =>
        map.Text("strategy") switch
        {
            null or "timestamp" or "check" => map.Text("strategy"),
            var other => throw map.Error(
                "strategy",
                $"Unknown strategy of a snapshot '{other}' (known: timestamp, check)"
            ),
        };
}
