using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>A query that gives the rows which are wrong.</summary>
public sealed class ModelTest
{
    internal ModelTest(TestText text, RenderedTemplate rendered)
    {
        (Name, Model, Column, File) = (text.Name, text.Model, text.Column, text.Template.File);
        (Unique, At) = (text.Unique, text.At);
        Config = text.Config.Over(ConfigOf(text, rendered)).Over(text.Default);
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
    public TestSeverity Severity => Config.Severity ?? TestSeverity.Error;

    /// <summary>Where it is written.</summary>
    public string File { get; }

    /// <summary>The tables it reads.</summary>
    public IReadOnlyList<TableName> Inputs { get; }

    /// <summary>
    /// The columns whose values it says no two rows share (NULLs apart); none: it says something else, or not of all rows.
    /// </summary>
    public IReadOnlyList<string> Unique { get; }

    /// <summary>Its file and line.</summary>
    internal string At { get; }

    /// <summary>Its settings: those where it stands win over those of its macro.</summary>
    internal TestConfig Config { get; }

    internal RenderedTemplate Rendered { get; }

    internal RenderedSql Sql { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static TestConfig ConfigOf(TestText text, RenderedTemplate rendered)
    {
        if (rendered.Config.Count == 0)
            return TestConfig.None;
        var map = rendered.ConfigMap(text.Template.File, text.Template.Text);
        DbtSetting.Check(map, TestConfig.Settings);
        // The query is made by then.
        return map.Has("where") && text.Model is not null
            ? throw map.Error("where", "'where' is set where a test stands, not in its macro")
            : TestConfig.Read(map);
    }
}
