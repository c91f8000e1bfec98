using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// What a model says of itself, in a block of comments at the top of its file between two lines <c>-- ---</c>, or in a
/// <c>.yml</c> file of the same name beside it.
/// </summary>
public sealed record ModelHeader
{
    /// <summary>The table whose every row the model keeps, quarantines or drops by a named rule; checked when it runs.</summary>
    public TableName? AccountsFor { get; init; }

    /// <summary>What the table holds; a contract's description wins.</summary>
    public string? Description { get; init; }

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>Words to select models by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How the result is kept; <c>table</c> (replaced by each run) is the one form there is.</summary>
    public string Materialized { get; init; } = "table";

    internal static ModelHeader Read(string file, string yaml)
    {
        if (yaml.Trim().Length == 0) return new ModelHeader();
        var map = YamlMap.Parse(file, yaml);
        map.Allow("accounts_for", "description", "owner", "tags", "materialized");
        if (map.Text("materialized") is { } form && form != "table")
            throw map.Error("materialized", $"Unknown materialisation '{form}' (known: table)");
        return new ModelHeader
        {
            AccountsFor = map.Text("accounts_for") is { } table ? TableName.Parse(table) : null,
            Description = map.Text("description"),
            Owner = map.Text("owner"),
            Tags = [.. map.Scalars("tags").Select(t => t.Value)],
        };
    }
}
