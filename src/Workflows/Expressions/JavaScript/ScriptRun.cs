using System.Text.RegularExpressions;
using Penstock.Workflows.Expressions.JavaScript.Native;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>Evaluates one script the way those who know Elsa write them.</summary>
/// <param name="source">The script.</param>
/// <param name="accessors">What the prelude's <c>begin</c> reads; null for none.</param>
internal sealed partial class ScriptRun(string source, string? accessors)
{
    /// <summary>
    /// Whether it could make a promise: then its reactions have to be guarded, which costs a virtual machine. Scripts without these
    /// words get a realm without promises.
    /// </summary>
    public bool MayUsePromises { get; } = PromiseWords().IsMatch(source);

    /// <summary>Evaluates it in a fresh realm.</summary>
    /// <returns>The encoded value; null when the host gets it, because it may come later.</returns>
    public string? Evaluate(ScriptContext context)
    {
        if (accessors is not null)
            context.Invoke("begin", accessors);
        if (!MayUsePromises)
        {
            context.Invoke("withoutPromises");
            return Complete(context, "complete");
        }
        context.Invoke("guard");
        return Complete(context, "completeLater");
    }

    // A script may return from its top level, which the language does not know: it becomes the body of a function then.
    // The text stays on its lines, so that errors name the right ones.
    private string? Complete(ScriptContext context, string then)
    {
        try
        {
            return context.Evaluate(source, then);
        }
        catch (ScriptFault) when (!context.IsScript(source) && Body(context) is { } body)
        {
            return context.Evaluate(body, then);
        }
    }

    private string? Body(ScriptContext context) =>
        new[] { $"(function () {{{source}\n}})()", $"(async function () {{{source}\n}})()" }.FirstOrDefault(
            context.IsScript
        );

    [GeneratedRegex(@"\b(?:async|await|Promise|fromAsync|import)\b")]
    private static partial Regex PromiseWords();
}
