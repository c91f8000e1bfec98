using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Metadata;
using Penstock.Jinja;
using Penstock.Jinja.Values;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>What names mean in one rendering of one text, and what that rendering told.</summary>
internal sealed class ModelWords
{
    private static readonly Dictionary<string, string> Refused = DbtWord
        .All.Where(w => w.Refusal is not null)
        .ToDictionary(w => w.Name, w => w.Refusal!);

    private readonly TemplateRequest _request;
    private readonly IReadOnlyDictionary<string, Macro> _macros;
    private readonly TemplateSource _source;
    private readonly Dictionary<string, object?> _words;
    private readonly HashSet<string> _given = [];

    public ModelWords(
        TemplateRequest request,
        IReadOnlyDictionary<string, Macro> macros,
        TemplateSource source,
        bool isIncremental
    )
    {
        (_request, _macros, _source) = (request, macros, source);
        _words = Words(isIncremental);
        foreach (var (name, value) in source.Words ?? new Dictionary<string, JsonNode?>())
            _words[name] = JinjaJson.ToValue(value);
    }

    public ConfigWord Config { get; } = new();

    public List<string> Refs { get; } = [];

    public List<string> Sources { get; } = [];

    public List<MissingVariable> Missing { get; } = [];

    public bool ReadsItself { get; private set; }

    /// <summary>What a name means, or <see cref="CallArguments.NotGiven"/>.</summary>
    public object? Resolve(string name) =>
        _words.TryGetValue(name, out var word) ? word
        : _macros.TryGetValue(name, out var macro) ? macro
        : Refused.TryGetValue(name, out var why) ? new Refusal(name, why)
        : CallArguments.NotGiven;

    /// <summary>What is written for a value: SQL knows no lists, and nothing undefined.</summary>
    public object? Finish(JinjaContext context, object? value) =>
        value switch
        {
            null => "NULL",
            bool b => b ? "true" : "false",
            MarkedText { Value: ['\'', .., '\''] text } marked
                when (marked.Marks & TextMarks.Foreign) != 0 && !_given.Contains(text) => throw Fail(
                "Quotes are put around a variable, which is written as a literal as it is",
                "leave the quotes out"
            ),
            Undefined undefined => throw Fail($"An undefined value is written: {undefined.Message}", "mend the name"),
            JinjaList or JinjaTuple or JinjaDict or JinjaSet => throw Fail(
                "A list or an object cannot be written into SQL",
                "loop over it, or use a filter such as join"
            ),
            Relation or ConfigWord or string or MarkedText or long or double or System.Numerics.BigInteger => value,
            IHostObject or ICallable => throw Fail(
                "A function or an object cannot be written into SQL",
                "call it, or use one of its values"
            ),
            _ => value,
        };

    private static JinjaException Fail(string message, string next) =>
        new(JinjaErrorKind.Refused, message) { Next = next };

    private Dictionary<string, object?> Words(bool isIncremental)
    {
        Dictionary<string, object?> words = new()
        {
            ["ref"] = new Function("ref", (_, a) => Ref(a)),
            ["source"] = new Function("source", (_, a) => Source(a.Bind("source", "source_name", "table_name"))),
            ["config"] = Config,
            ["var"] = new VariableWord(Variable, _request.Variables),
            ["is_incremental"] = new Function("is_incremental", (_, _) => isIncremental),
            ["execute"] = true,
            ["dbt_version"] = "1.10.0",
            ["project_name"] = "penstock",
            ["database"] = null,
            ["schema"] = SchemaOf(),
            ["flags"] = new JinjaDict([("FULL_REFRESH", _request.FullRefresh), ("WHICH", "run")]),
            ["target"] = new JinjaDict([
                ("name", "penstock"),
                ("profile_name", "penstock"),
                ("type", "duckdb"),
                ("schema", null),
                ("database", null),
                ("threads", 1L),
            ]),
            ["log"] = new Function("log", (_, a) => a.Bind("log", "msg", "info?").Has(0) ? "" : ""),
            ["print"] = new Function("print", (_, a) => a.Bind("print", "msg").Has(0) ? "" : ""),
            ["return"] = new Function("return", (_, a) => new ReturnValue(a.Bind("return", "data?")[0])),
            ["fromjson"] = new Function("fromjson", (_, a) => FromJson(a.Bind("fromjson", "string", "default?"))),
            ["tojson"] = new Function("tojson", (_, a) => ToJson(a.Bind("tojson", "value", "default?", "sort_keys?"))),
            ["set"] = new Function("set", (_, a) => SetOf(a.Bind("set", "value", "default?"), false)),
            ["set_strict"] = new Function("set_strict", (_, a) => SetOf(a.Bind("set_strict", "value"), true)),
            ["zip"] = new Function("zip", (_, a) => Zip(a.Positional)),
            ["zip_strict"] = new Function("zip_strict", (_, a) => Zip(a.Positional)),
            ["local_md5"] = new Function("local_md5", (_, a) => Md5(a.Bind("local_md5", "value").Text(0))),
            ["exceptions"] = new HostObject(
                "exceptions",
                new()
                {
                    ["raise_compiler_error"] = new Function(
                        "raise_compiler_error",
                        (_, a) =>
                            throw Fail(
                                a.Bind("raise_compiler_error", "msg", "node?").Text(0),
                                "see the macro that raised it"
                            )
                    ),
                    ["warn"] = new Function("warn", (_, a) => a.Bind("warn", "msg", "node?").Has(0) ? "" : ""),
                },
                "use raise_compiler_error or warn"
            ),
            ["adapter"] = new HostObject(
                "adapter",
                new()
                {
                    ["quote"] = new Function("quote", (_, a) => Sql.Identifier(a.Bind("quote", "identifier").Text(0))),
                    ["type"] = new Function("type", (_, _) => "duckdb"),
                    ["dispatch"] = new Function(
                        "dispatch",
                        (_, a) => Dispatch(a.Bind("dispatch", "macro_name", "macro_namespace?").Text(0))
                    ),
                },
                "models do not ask the database while they are rendered; of the adapter there are quote, type and dispatch"
            ),
            ["api"] = new HostObject(
                "api",
                new() { ["Relation"] = Relations() },
                "of the API there is Relation.create"
            ),
        };
        if (_source.Table is { } table)
        {
            words["this"] = new Relation(table, () => ReadsItself = true);
            words["model"] = new JinjaDict([
                ("name", table),
                ("config", Config.Values),
                ("original_file_path", _source.File),
                ("resource_type", "model"),
            ]);
        }
        words["builtins"] = new HostObject(
            "builtins",
            new()
            {
                ["ref"] = words["ref"],
                ["source"] = words["source"],
                ["config"] = Config,
            }
        );
        return words;
    }

    private string? SchemaOf() => _source.Table?.Split('.')[0];

    private Relation Ref(CallArguments arguments)
    {
        if (arguments.Named.Count > 0)
            throw Fail("Models have no versions", "name the model alone");
        if (arguments.Positional.Count is 0 or > 2 || !TryText(arguments.Positional[^1], out var name))
            throw Fail("ref needs the name of a model", "write ref('model')");
        var found = _request.Names.GetValueOrDefault(name) ?? [];
        if (found.Count == 0 && _request.Disabled.TryGetValue(name, out var file))
            throw Fail($"'{name}' is disabled ({file})", "enable it in its config, or take the reference out");
        if (found.Count == 0)
            throw Fail(
                $"No model is called '{name}' (there are: {string.Join(", ", _request.Names.Values.SelectMany(n => n).Distinct())})",
                "mend the name, or use source('zone', 'table') for a table that no model makes"
            );
        if (found.Count > 1)
            throw Fail($"'{name}' may mean {string.Join(" or ", found)}", "write the zone too: ref('zone.table')");
        Refs.Add(found[0]);
        return new Relation(found[0]);
    }

    private Relation Source(BoundArguments arguments)
    {
        var table = $"{arguments.Text(0)}.{arguments.Text(1)}";
        Sources.Add(table);
        return new Relation(table);
    }

    private object? Variable(JinjaContext context, BoundArguments arguments)
    {
        var name = arguments.Text(0);
        object? value;
        if (_request.Variables.TryGetValue(name, out var node))
            value = JinjaJson.ToValue(node);
        else if (arguments.Has(1))
            value = arguments[1];
        else
        {
            Missing.Add(new MissingVariable(name, context.File == _source.File ? context.Line : 1));
            value = $"<{name}>";
        }
        if (TryText(value, out var text))
            _given.Add(text);
        return MarkedText.Foreign(value);
    }

    private object Dispatch(string name)
    {
        foreach (var full in new[] { $"duckdb__{name}", $"default__{name}", name })
            if (_macros.TryGetValue(full, out var macro))
                return macro;
        throw Fail($"No macro duckdb__{name} or default__{name} is there", "add it to macros/");
    }

    private static HostObject Relations() =>
        new(
            "api.Relation",
            new()
            {
                ["create"] = new Function(
                    "create",
                    (_, a) =>
                        a.Bind("create", "database?", "schema?", "identifier?", "type?") is var b
                            ? new Relation($"{b.Text(1)}.{b.Text(2)}")
                            : null
                ),
            },
            "of a relation there is create"
        );

    private static object? FromJson(BoundArguments arguments)
    {
        try
        {
            var value = JinjaJson.ToValue(JsonNode.Parse(arguments.Text(0)));
            return arguments[0] is MarkedText ? MarkedText.Foreign(value) : value;
        }
        catch (JsonException)
        {
            return arguments[1];
        }
    }

    private static object ToJson(BoundArguments arguments)
    {
        var node = JinjaJson.ToNode(arguments[0]);
        var text = node?.ToJsonString() ?? "null";
        return HasForeign(arguments[0]) ? MarkedText.Foreign(text)! : text;
    }

    private static bool HasForeign(object? value) =>
        value switch
        {
            MarkedText text => (text.Marks & TextMarks.Foreign) != 0,
            JinjaList list => list.Items.Any(HasForeign),
            JinjaTuple tuple => tuple.Items.Any(HasForeign),
            JinjaDict dict => dict.Keys.Any(HasForeign) || dict.Values.Any(HasForeign),
            _ => false,
        };

    private static object? SetOf(BoundArguments arguments, bool isStrict) =>
        Items(arguments[0]) is { } items ? new JinjaSet(items)
        : isStrict ? throw Fail("set_strict needs a list", "give it one")
        : arguments[1];

    private static object? Zip(IReadOnlyList<object?> lists)
    {
        var all = lists.Select(l => Items(l) ?? throw Fail("zip needs lists", "give it lists")).ToList();
        var count = all.Count == 0 ? 0 : all.Min(l => l.Count);
        return new JinjaList(
            Enumerable.Range(0, count).Select(i => (object?)new JinjaTuple([.. all.Select(l => l[i])]))
        );
    }

    private static List<object?>? Items(object? value) =>
        value switch
        {
            JinjaList list => [.. list.Items],
            JinjaTuple tuple => [.. tuple.Items],
            JinjaSet set => [.. set.Items],
            JinjaDict dict => [.. dict.Keys],
            _ => null,
        };

    // dbt's own name of a function; not a safeguard.
#pragma warning disable CA5351
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private static bool TryText(object? value, out string text)
    {
        text = value as string ?? (value as MarkedText)?.Value ?? "";
        return value is string or MarkedText;
    }
}
