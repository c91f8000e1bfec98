using Penstock.LakeLayers.Tables;
using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Pipelines.Options;

/// <summary>The zones of the lake: landing, which holds objects, and those that hold tables.</summary>
public sealed class ZoneChoices : IInputOptionsProvider
{
    /// <summary>The zones, in the order that data goes through them.</summary>
    public static IReadOnlyList<string> Zones { get; } = ["landing", .. TableName.Zones];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelectOption>> GetOptionsAsync(
        InputOptionsContext context,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<IReadOnlyList<SelectOption>>([.. Zones.Select(SelectOption.Of)]);
}
