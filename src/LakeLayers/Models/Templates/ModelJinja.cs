using Penstock.Jinja;
using Penstock.Jinja.Parsing;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>Jinja as models are written in it: the tags and filters of dbt beside its own.</summary>
internal static class ModelJinja
{
    private static readonly JinjaOptions Options = new()
    {
        Tags = new Dictionary<string, TagRule>
        {
            ["test"] = new(TagKind.Macro, "test_"),
            ["data_test"] = new(TagKind.Macro, "test_"),
            ["snapshot"] = new(TagKind.Body),
            ["docs"] = new(TagKind.Text),
            ["materialization"] = new(
                TagKind.Refused,
                "Materializations cannot be defined: the platform writes tables itself",
                "use one of materialized='table', 'view', 'incremental' or 'snapshot'"
            ),
        },
    };

    public static JinjaEnvironment Environment()
    {
        var environment = new JinjaEnvironment(Options);
        // Types come from the values themselves; these words of dbt change nothing.
        foreach (var name in new[] { "as_bool", "as_native", "as_number", "as_text" })
            environment.Filters[name] = (_, arguments) => arguments.Bind(name, "value")[0];
        // A model that is rendered twice must be the same.
        environment.Filters.Remove("random");
        return environment;
    }
}
