using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Models.Layout;
using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>One model of a run before it runs.</summary>
/// <param name="Model">The model.</param>
/// <param name="Sql">Its rendered query.</param>
/// <param name="Fingerprint">What its snapshot would be made from.</param>
internal sealed record ModelPlan(Model Model, RenderedSql Sql, string Fingerprint)
{
    /// <summary>Its table's current snapshot.</summary>
    public TableSnapshot? Current { get; init; }

    /// <summary>The columns that its table has, or had before it was retracted or its name became a view's.</summary>
    public AssignedColumns? CurrentColumns { get; init; }

    /// <summary>How its table is laid out; read for models that run.</summary>
    public PresentLayout Present { get; init; } = PresentLayout.None;

    /// <summary>Its quarantine's current snapshot.</summary>
    public TableSnapshot? CurrentQuarantine { get; init; }

    /// <summary>The view that has its name now.</summary>
    public TableView? CurrentView { get; init; }

    /// <summary>What its contract protects, see <see cref="Privacy.ContractProtection"/>.</summary>
    public string Protection { get; init; } = "";

    /// <summary>Whether its rows are put into the table that is there.</summary>
    public bool ChangesTable { get; init; }

    /// <summary>Whether what is there was made from just that.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>Its table.</summary>
    public TableName Table => Model.Table;

    /// <summary>What it says of itself.</summary>
    public ModelHeader Header => Model.Header;
}
