using System.Collections.Concurrent;
using Penstock.Jinja.Builtins;
using Penstock.Jinja.Parsing;
using Penstock.Jinja.Values;

namespace Penstock.Jinja;

/// <summary>
/// What templates know: filters, tests, globals, and where other templates are. As Jinja2 3.1's SandboxedEnvironment with its
/// extensions <c>do</c> and <c>loopcontrols</c>. To be set up by one thread; afterwards any number may parse and render.
/// </summary>
/// <param name="options">How templates are read.</param>
/// <param name="loader">Where other templates are found; null: nowhere.</param>
public sealed class JinjaEnvironment(JinjaOptions? options = null, IJinjaLoader? loader = null)
{
    private readonly ConcurrentDictionary<string, JinjaTemplate> _loaded = new();
    private readonly Dictionary<string, JinjaFunction> _filters = new(AllFilters.Builtin);
    private readonly Dictionary<string, JinjaFunction> _tests = new(AllTests.Builtin);

    /// <summary>How templates are read.</summary>
    public JinjaOptions Options { get; } = options ?? new JinjaOptions();

    /// <summary>What names mean in all templates.</summary>
    public IDictionary<string, object?> Globals { get; } = BuiltinGlobals.Create();

    /// <summary>Filters by name; more may be put in.</summary>
    public IDictionary<string, JinjaFunction> Filters => _filters;

    /// <summary>Tests by name; more may be put in.</summary>
    public IDictionary<string, JinjaFunction> Tests => _tests;

    /// <summary>Parses a template.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="JinjaException">Syntax: it is no template; names the line.</exception>
    public JinjaTemplate Parse(string text, string file = "<template>")
    {
        var plain = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var source = new TemplateText(file, plain);
        try
        {
            var (body, blocks) = Parser.Parse(plain, this);
            return new JinjaTemplate(this, source, body, blocks);
        }
        catch (SyntaxFault e)
        {
            throw new JinjaException(JinjaErrorKind.Syntax, e.Message, e) { Next = e.Next }.At(source, e.Line);
        }
    }

    internal bool HasFilter(string name) => _filters.ContainsKey(name);

    internal bool HasTest(string name) => _tests.ContainsKey(name);

    internal JinjaFunction FilterOf(string name) =>
        _filters.TryGetValue(name, out var filter)
            ? filter
            : throw new JinjaException(JinjaErrorKind.RuntimeError, $"No filter named '{name}'.");

    internal JinjaFunction TestOf(string name) =>
        _tests.TryGetValue(name, out var test)
            ? test
            : throw new JinjaException(JinjaErrorKind.RuntimeError, $"No test named '{name}'.");

    /// <summary>Finds a template by its name, or the first that is there of a list of names.</summary>
    internal JinjaTemplate Find(object? name)
    {
        if (name is Undefined undefined)
            throw undefined.Fail();
        if (Texts.TryGet(name, out var single))
            return TryFind(single) ?? throw NotFound(single);
        var names = Iteration.Of(name).Select(n => Texts.TryGet(n, out var text) ? text : Repr.Plain(n)).ToList();
        return names.Select(TryFind).FirstOrDefault(t => t is not null) ?? throw NotFound(string.Join(", ", names));
    }

    private JinjaTemplate? TryFind(string name) =>
        _loaded.TryGetValue(name, out var known) ? known
        : loader?.Load(name) is { } text ? _loaded[name] = Parse(text, name)
        : null;

    private static JinjaException NotFound(string name) =>
        new(JinjaErrorKind.TemplateNotFound, $"There is no template '{name}'");
}
