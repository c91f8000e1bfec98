using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>The filters of Jinja2 (Template Designer Documentation, "List of Builtin Filters").</summary>
internal static class AllFilters
{
    public static IReadOnlyDictionary<string, JinjaFunction> Builtin { get; } = Create();

    private static Dictionary<string, JinjaFunction> Create()
    {
        Dictionary<string, JinjaFunction> filters = [];
        ValueFilters.AddTo(filters);
        TextFilters.AddTo(filters);
        HtmlFilters.AddTo(filters);
        SequenceFilters.AddTo(filters);
        SelectFilters.AddTo(filters);
        foreach (var (alias, name) in new[] { ("count", "length"), ("d", "default"), ("e", "escape") })
            filters[alias] = filters[name];
        return filters;
    }

    public static Undefined Nothing(string what) => new($"No {what} item, sequence was empty.");
}
