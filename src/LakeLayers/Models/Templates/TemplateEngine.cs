using Penstock.Core.Errors;
using Penstock.Jinja;
using Penstock.Jinja.Values;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>Renders models: Jinja with the words of dbt that docs/reference/models.md lists.</summary>
internal static class TemplateEngine
{
    private static readonly Dictionary<string, Macro> NoMacros = [];

    /// <summary>Renders all texts of a request, in its order.</summary>
    /// <exception cref="UsageException">One of them cannot be rendered; names file and line.</exception>
    public static IReadOnlyList<RenderedTemplate> Render(
        TemplateRequest request,
        CancellationToken cancellationToken = default
    )
    {
        if (request.Templates.Count == 0)
            return [];
        return Placed(() =>
        {
            var environment = ModelJinja.Environment();
            var macros = Macros(environment, request);
            List<RenderedTemplate> rendered = [];
            foreach (var template in request.Templates)
            {
                cancellationToken.ThrowIfCancellationRequested();
                rendered.Add(Render(environment, request, macros, template));
            }
            return rendered;
        });
    }

    /// <summary>What the macros of a request take, by their names.</summary>
    /// <exception cref="UsageException">One of their files cannot be read; names file and line.</exception>
    public static IReadOnlyDictionary<string, MacroSignature> Signatures(TemplateRequest request) =>
        Placed(() =>
            Macros(ModelJinja.Environment(), request)
                .ToDictionary(
                    m => m.Key,
                    m => new MacroSignature(
                        m.Value.TryGetAttribute("arguments", out var names) && names is JinjaTuple all
                            ? [.. all.Items.Select(n => $"{n}")]
                            : [],
                        m.Value.TryGetAttribute("catch_kwargs", out var takes) && takes is true
                    )
                )
        );

    private static T Placed<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (JinjaException e)
        {
            throw new UsageException(e.Message, $"{e.File}:{e.Line}", e.Next ?? "mend it and run again", e);
        }
    }

    private static Dictionary<string, Macro> Macros(JinjaEnvironment environment, TemplateRequest request)
    {
        Dictionary<string, Macro> macros = [];
        foreach (var (file, text) in request.Macros)
        {
            var words = new ModelWords(request, NoMacros, new TemplateSource(file, text, null, []), false);
            foreach (var macro in environment.Parse(text, file).Macros(words.Resolve))
                macros[macro.Name] = macro;
        }
        return macros;
    }

    private static RenderedTemplate Render(
        JinjaEnvironment environment,
        TemplateRequest request,
        Dictionary<string, Macro> macros,
        TemplateSource source
    )
    {
        var template = environment.Parse(source.Text, source.File);
        List<RenderedSql> modes = [];
        List<string> refs = [];
        List<string> sources = [];
        List<MissingVariable> missing = [];
        ModelWords? words = null;
        foreach (var isIncremental in source.Modes)
        {
            words = new ModelWords(request, macros, source, isIncremental);
            var writer = new SqlWriter(source.File);
            writer.Write(template.Render(words.Resolve, words.Finish));
            modes.Add(new RenderedSql(writer.Sql, writer.Lines, words.ReadsItself));
            refs.AddRange(words.Refs);
            sources.AddRange(words.Sources);
            missing.AddRange(words.Missing);
        }
        return new RenderedTemplate(modes, refs, sources, missing, words?.Config.ToJson() ?? []);
    }
}

/// <summary>What a macro takes.</summary>
/// <param name="Parameters">The names of its parameters.</param>
/// <param name="TakesNamed">Whether it takes any other name too.</param>
internal sealed record MacroSignature(IReadOnlyList<string> Parameters, bool TakesNamed);
