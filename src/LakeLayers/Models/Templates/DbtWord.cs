namespace Penstock.LakeLayers.Models.Templates;

/// <summary>A word that dbt documents for templates.</summary>
/// <param name="Name">The word.</param>
/// <param name="Refusal">Why it is refused and what to do instead; null: it is there.</param>
internal sealed record DbtWord(string Name, string? Refusal = null)
{
    private const string Database = "Models do not ask the database while they are rendered";
    private const string Clock = "A model that is rendered twice must be the same";

    /// <summary>The functions and variables of dbt (docs.getdbt.com, "dbt Jinja functions").</summary>
    public static IReadOnlyList<DbtWord> All { get; } =
    [
        new("adapter"),
        new("api"),
        new("builtins"),
        new("config"),
        new("database"),
        new("dbt_version"),
        new("dispatch", "Call it as adapter.dispatch"),
        new("doc", "Descriptions are plain texts: write the text itself"),
        new("env_var", "Models do not read the environment: give the value as a variable, {{ var('name') }}"),
        new("exceptions"),
        new("execute"),
        new("flags"),
        new("fromjson"),
        new("fromyaml", "Use fromjson"),
        new("graph", Database),
        new("invocation_id", Clock),
        new("is_incremental"),
        new("load_result", Database),
        new("local_md5"),
        new("log"),
        new("model"),
        new("modules", $"{Clock}: use SQL's functions for dates and texts, or a variable"),
        new("print"),
        new("project_name"),
        new("ref"),
        new("return"),
        new("run_query", Database),
        new("run_started_at", $"{Clock}: use now() in SQL, or a variable"),
        new("schema"),
        new("schemas", Database),
        new("selected_resources", "A model does not know what else is selected"),
        new("set"),
        new("set_strict"),
        new("source"),
        new("statement", Database),
        new("target"),
        new("this"),
        new("thread_id", Clock),
        new("tojson"),
        new("toyaml", "Use tojson: JSON is YAML"),
        new("var"),
        new("zip"),
        new("zip_strict"),
    ];
}
