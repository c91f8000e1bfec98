using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>A test before it is rendered.</summary>
internal sealed record TestText(
    string Name,
    TableName? Model,
    string? Column,
    TestSeverity? Severity,
    TemplateSource Template
)
{
    /// <summary>The columns whose values it says no two rows share; none: it says something else, or not of all rows.</summary>
    public IReadOnlyList<string> Unique { get; init; } = [];
}
