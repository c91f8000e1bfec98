using Penstock.LakeLayers.Privacy;

namespace Penstock.LakeLayers.Contracts;

/// <summary>What a contract says of one column (<c>schema[].properties[]</c> of the Open Data Contract Standard).</summary>
/// <param name="Name">The column.</param>
/// <param name="Line">Its line in the contract's file, for messages.</param>
public sealed record ContractColumn(string Name, int Line)
{
    /// <summary>What the items of an array are called among its <see cref="Parts"/>.</summary>
    public const string Items = "[]";

    /// <summary>
    /// The contract's own name of it, where <c>physicalName</c> says what the column is called; rules of the contract refer to it
    /// by this one.
    /// </summary>
    public string LogicalName { get; init; } = Name;

    /// <summary>Whether its times carry a zone; null when the contract does not say.</summary>
    public bool? HasTimezone { get; init; }

    /// <summary>What is promised of the properties of an object, or of the items of an array.</summary>
    public IReadOnlyList<ContractColumn> Parts { get; init; } = [];

    /// <summary>
    /// <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>date</c>, <c>timestamp</c>, <c>time</c>, <c>object</c>
    /// or <c>array</c>.
    /// </summary>
    public string? LogicalType { get; init; }

    /// <summary>The exact type in DuckDB's words, for instance <c>DECIMAL(18,4)</c>.</summary>
    public string? PhysicalType { get; init; }

    /// <summary>What the column holds; becomes the column's description in the lake and its comment in the warehouse.</summary>
    public string? Description { get; init; }

    /// <summary>How sensitive it is, for instance <c>personal</c>.</summary>
    public string? Classification { get; init; }

    /// <summary>What it tells about a person, and how that is protected; null: it is not said to be personal.</summary>
    public ColumnPrivacy? Privacy { get; init; }

    /// <summary>
    /// Whether its values are nobody's business: it tells about a person, or is classified as neither <c>public</c> nor
    /// <c>internal</c>.
    /// </summary>
    public bool IsPersonal => Privacy is not null || Classification is not (null or "public" or "internal");

    /// <summary>Whether NULL is a breach.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What happens to a row whose source text could not be read as the column's type.</summary>
    public BreachPolicy TypePolicy { get; init; }

    /// <summary>The column's place in the primary key, from 1; null when it is no part of it.</summary>
    public int? PrimaryKeyPosition { get; init; }

    /// <summary>Whether the table is partitioned by it; null when the contract does not say.</summary>
    public bool? IsPartitioned { get; init; }

    /// <summary>
    /// Its place among the columns that the table is partitioned by, from 1; null when the contract does not say.
    /// </summary>
    public int? PartitionKeyPosition { get; init; }
}
