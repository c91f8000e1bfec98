using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>A query under a table's name: whoever reads it runs it, on what its inputs are then.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Sql">The query; it names tables as <c>"zone"."table"</c>.</param>
/// <param name="Schema">Its columns when it was published.</param>
/// <param name="Inputs">The tables and views it reads.</param>
/// <param name="Fingerprint">See <see cref="TableSnapshot"/>.</param>
/// <param name="RunId">The run that published it.</param>
/// <param name="CommittedAt">When.</param>
public sealed record TableView(
    TableName Table,
    string Sql,
    IReadOnlyList<FieldSchema> Schema,
    IReadOnlyList<TableName> Inputs,
    string Fingerprint,
    Guid RunId,
    DateTimeOffset CommittedAt
);
