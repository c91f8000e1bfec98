namespace Penstock.Lineage.Datasets;

/// <summary>
/// What a step knows about a dataset it read or wrote; becomes the dataset's OpenLineage facets. Unknown facts stay null.
/// </summary>
/// <param name="Dataset">The dataset's name.</param>
public sealed record DatasetFacts(DatasetRef Dataset)
{
    /// <summary>Its columns (schema facet).</summary>
    public IReadOnlyList<FieldSchema>? Schema { get; init; }

    /// <summary>Rows read or written (input or output statistics facet).</summary>
    public long? Rows { get; init; }

    /// <summary>Bytes read or written.</summary>
    public long? Bytes { get; init; }

    /// <summary>Files or objects read or written.</summary>
    public long? Files { get; init; }

    /// <summary>The snapshot read or published (version facet).</summary>
    public string? Version { get; init; }

    /// <summary>Where it is, as a URI without credentials (data source facet); the namespace when null.</summary>
    public string? SourceUri { get; init; }

    /// <summary>For an output: which input columns each of its columns depends on (column lineage facet).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ColumnSource>>? Columns { get; init; }

    /// <summary>
    /// For an output of a step with several: the datasets it is made from. Null: those of <see cref="Columns"/>, or all that
    /// the step read.
    /// </summary>
    public IReadOnlyList<DatasetRef>? MadeFrom { get; init; }

    /// <summary>What was tested and found (data quality assertions facet).</summary>
    public IReadOnlyList<QualityAssertion> Assertions { get; init; } = [];

    /// <summary>For an output: figures of its columns (data quality metrics facet).</summary>
    public IReadOnlyDictionary<string, ColumnMetrics>? Metrics { get; init; }

    internal IEnumerable<DatasetRef> Origins(IEnumerable<DatasetFacts> inputs) =>
        MadeFrom
        ?? (
            Columns is { Count: > 0 } columns
                ? columns.Values.SelectMany(c => c).Select(c => c.Dataset)
                : inputs.Select(i => i.Dataset)
        );
}
