using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>A query that gives the rows which are wrong.</summary>
public sealed class ModelTest
{
    internal ModelTest(TestText text, RenderedTemplate rendered)
    {
        (Name, Model, Column, File) = (text.Name, text.Model, text.Column, text.Template.File);
        Unique = text.Unique;
        var config = rendered.Config.Count == 0 ? null : rendered.ConfigMap(File, text.Template.Text);
        config?.Allow("severity");
        Severity = text.Severity ?? TestReader.Severity(config) ?? TestSeverity.Error;
        (Rendered, Sql) = (
            rendered,
            rendered.Modes[0] with
            {
                Sql = rendered.Modes[0].Sql.TrimEnd().TrimEnd(';').TrimEnd(),
            }
        );
        Inputs = [.. rendered.Refs.Concat(rendered.Sources).Distinct().Select(TableName.Parse)];
    }

    /// <summary>Its name, for instance <c>not_null_orders_order_id</c>.</summary>
    public string Name { get; }

    /// <summary>The model it stands with; null for a file of <c>tests/</c>.</summary>
    public TableName? Model { get; }

    /// <summary>The column it is about.</summary>
    public string? Column { get; }

    /// <summary>What wrong rows mean.</summary>
    public TestSeverity Severity { get; }

    /// <summary>Where it is written.</summary>
    public string File { get; }

    /// <summary>The tables it reads.</summary>
    public IReadOnlyList<TableName> Inputs { get; }

    /// <summary>
    /// The columns whose values it says no two rows share (NULLs apart); none: it says something else, or not of all rows.
    /// </summary>
    public IReadOnlyList<string> Unique { get; }

    internal RenderedTemplate Rendered { get; }

    internal RenderedSql Sql { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
