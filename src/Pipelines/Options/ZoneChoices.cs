using Penstock.LakeLayers.Tables;
using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Pipelines.Options;

/// <summary>The zones of the lake: landing, which holds objects, and those that hold tables.</summary>
public sealed class ZoneChoices : IInputOptionsProvider
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelectOption>> GetOptionsAsync(InputOptionsContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SelectOption>>([.. TableName.Zones.Prepend("landing").Select(SelectOption.Of)]);
}
