namespace Penstock.Lineage.Datasets;

/// <summary>
/// The name of a dataset as OpenLineage writes it (its naming rules: https://openlineage.io/docs/spec/naming).
/// A file server: <c>ftp://host:21</c> + <c>/folder</c>; MongoDB: <c>mongodb://host:27017</c> + <c>db.collection</c>;
/// a table of the lake: <c>penstock://lake</c> + <c>raw.transactions</c>; PostgreSQL: <c>postgres://host:5432</c> +
/// <c>db.schema.table</c>.
/// </summary>
/// <param name="Namespace">Where the dataset lives; never holds credentials.</param>
/// <param name="Name">The dataset within it.</param>
public sealed record DatasetRef(string Namespace, string Name)
{
    /// <summary>The namespace of everything in the lake's zones.</summary>
    public const string LakeNamespace = "penstock://lake";

    /// <summary>
    /// A table or landing source of the lake, for instance <c>raw.transactions</c> or <c>landing.procedures</c>.
    /// </summary>
    public static DatasetRef Lake(string zone, string name) => new(LakeNamespace, $"{zone}.{name}");

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}
