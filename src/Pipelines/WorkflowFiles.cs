using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Git;

namespace Penstock.Pipelines;

/// <summary>The definitions in the workflows folder: <c>{name}/{name}.json</c>.</summary>
public static class WorkflowFiles
{
    /// <summary>Reads a definition by the name of its folder, or by a path to a file.</summary>
    /// <exception cref="UsageException">There is none, or it is no definition.</exception>
    public static Task<WorkflowDefinition> ReadAsync(
        this Platform platform,
        string workflow,
        CancellationToken cancellationToken = default
    )
    {
        if (workflow.EndsWith(".json", StringComparison.Ordinal))
            return DefinitionReader.ReadFileAsync(workflow, cancellationToken);
        var file = Path.Combine(platform.WorkflowFolder(workflow), workflow + ".json");
        return File.Exists(file)
            ? DefinitionReader.ReadFileAsync(file, cancellationToken)
            : throw new UsageException(
                "The workflow's folder holds no definition",
                file,
                "put the definition there, or name a file"
            );
    }

    /// <summary>The workflows folder as the store sees it.</summary>
    public static GitFolder GitFolder(this Platform platform) => new(platform.WorkflowsFolder);

    /// <summary>The setting <c>gitDefinitions</c>.</summary>
    /// <exception cref="UsageException">It is neither <c>readonly</c> nor <c>editable</c>.</exception>
    public static GitMode GitMode(this Platform platform) =>
        platform.Configuration.Options.GitDefinitions.ToLowerInvariant() switch
        {
            "readonly" => Workflows.Definitions.Git.GitMode.ReadOnly,
            "editable" => Workflows.Definitions.Git.GitMode.Editable,
            var other => throw new UsageException(
                "gitDefinitions is neither readonly nor editable",
                other,
                "mend the configuration"
            ),
        };
}
