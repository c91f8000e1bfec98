using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Pipelines.Options;

/// <summary>The zones and models of the workflow folder that the activity's Project names.</summary>
public sealed class ModelChoices(Platform platform) : IInputOptionsProvider
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelectOption>> GetOptionsAsync(
        InputOptionsContext context,
        CancellationToken cancellationToken
    )
    {
        var folders = Directory.Exists(platform.WorkflowsFolder)
            ? Directory.EnumerateDirectories(platform.WorkflowsFolder)
            : [];
        var models = folders.FirstOrDefault(f => Path.GetFileName(f) == context.Literal("project")) is { } folder
            ? Path.Combine(folder, "models")
            : null;
        if (models is null || !Directory.Exists(models))
            return ValueTask.FromResult<IReadOnlyList<SelectOption>>([]);
        var options = new List<SelectOption>();
        foreach (var zone in Directory.EnumerateDirectories(models).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(zone);
            options.Add(new SelectOption($"all of {name}", name));
            options.AddRange(
                Directory
                    .EnumerateFiles(zone, "*.sql")
                    .Select(m => $"{name}.{Path.GetFileNameWithoutExtension(m)}")
                    .Order(StringComparer.Ordinal)
                    .Select(SelectOption.Of)
            );
        }
        return ValueTask.FromResult<IReadOnlyList<SelectOption>>(options);
    }
}
