using Penstock.Jinja.Nodes;
using Penstock.Jinja.Values;

namespace Penstock.Jinja;

/// <summary>A parsed template. It may be rendered by several threads at once.</summary>
public sealed class JinjaTemplate
{
    private readonly JinjaEnvironment _environment;
    private readonly Sequence _body;
    private readonly Dictionary<string, Block> _blocks;

    internal JinjaTemplate(
        JinjaEnvironment environment,
        TemplateText source,
        Sequence body,
        Dictionary<string, Block> blocks
    ) => (_environment, Source, _body, _blocks) = (environment, source, body, blocks);

    internal TemplateText Source { get; }

    /// <summary>Renders it.</summary>
    /// <param name="words">What names mean beside the environment's globals.</param>
    /// <exception cref="JinjaException">It fails; names file and line.</exception>
    public string Render(IReadOnlyDictionary<string, object?>? words = null) =>
        string.Concat(
            Render(n => words is not null && words.TryGetValue(n, out var value) ? value : CallArguments.NotGiven)
                .Select(p => p.Text)
        );

    /// <summary>Renders it into pieces, those from outside apart.</summary>
    /// <param name="words">What a name means, or <see cref="CallArguments.NotGiven"/>.</param>
    /// <param name="finish">Changes or refuses each value that is written.</param>
    /// <exception cref="JinjaException">It fails; names file and line.</exception>
    public IReadOnlyList<OutputPiece> Render(
        Func<string, object?> words,
        Func<JinjaContext, object?, object?>? finish = null
    )
    {
        List<OutputPiece> output = [];
        Run(new Rendering(_environment, words, finish), new Scope(null), output);
        return output;
    }

    /// <summary>Runs it for the macros of its top level.</summary>
    /// <exception cref="JinjaException">It fails; names file and line.</exception>
    public IReadOnlyList<Macro> Macros(Func<string, object?> words)
    {
        var scope = new Scope(null);
        Run(new Rendering(_environment, words, null), scope, []);
        return [.. scope.Own.Values.OfType<Macro>()];
    }

    /// <summary>Renders it inside another's rendering.</summary>
    internal void Run(JinjaContext caller, Scope? around, List<OutputPiece> output) =>
        RunInside(caller.Rendering, new Scope(around), output);

    internal ModuleObject Module(JinjaContext caller, bool withContext)
    {
        List<OutputPiece> output = [];
        var scope = new Scope(withContext ? caller.Scope : null);
        RunInside(caller.Rendering, scope, output);
        var exported = new JinjaDict(
            scope.Own.Where(o => !o.Key.StartsWith('_')).Select(o => ((object?)o.Key, o.Value))
        );
        return new ModuleObject(Source.File, exported, CapturedText.Of(output));
    }

    private void RunInside(Rendering rendering, Scope scope, List<OutputPiece> output)
    {
        if (++rendering.Depth > rendering.Limits.Depth)
            throw PyError.Limit($"Templates include each other more than {rendering.Limits.Depth} levels deep");
        // Its blocks are its own.
        var blocks = rendering.Blocks;
        rendering.Blocks = [];
        Run(rendering, scope, output);
        rendering.Blocks = blocks;
        rendering.Depth--;
    }

    private void Run(Rendering rendering, Scope scope, List<OutputPiece> output)
    {
        foreach (var (name, block) in _blocks)
        {
            if (!rendering.Blocks.TryGetValue(name, out var list))
                rendering.Blocks[name] = list = [];
            list.Add((block, this));
        }
        var context = new JinjaContext(rendering, this, scope, output, isAutoescaped: false);
        scope.Set("self", new TemplateSelf(context));
        try
        {
            if (_body.Execute(context) == Flow.Return)
                throw new JinjaException(JinjaErrorKind.RuntimeError, "return() stands outside of a macro");
        }
        catch (JinjaException e)
        {
            throw e.At(Source, context.Line);
        }
        catch (ReturnSignal)
        {
            throw new JinjaException(JinjaErrorKind.RuntimeError, "return() stands outside of a macro").At(
                Source,
                context.Line
            );
        }
        context.Parent?.Run(rendering, scope, output);
    }
}
