using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>A test before it is rendered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Model">The model or seed it stands with; null for a file of <c>tests/</c>.</param>
/// <param name="Column">The column it is about.</param>
/// <param name="At">The file and line where it stands.</param>
/// <param name="Config">What is said where it stands.</param>
/// <param name="Template">Its query.</param>
internal sealed record TestText(
    string Name,
    TableName? Model,
    string? Column,
    string At,
    TestConfig Config,
    TemplateSource Template
)
{
    /// <summary>The columns whose values it says no two rows share; none: it says something else, or not of all rows.</summary>
    public IReadOnlyList<string> Unique { get; init; } = [];

    /// <summary>What holds where neither it nor its macro says otherwise.</summary>
    public TestConfig Default { get; init; } = TestConfig.None;
}
