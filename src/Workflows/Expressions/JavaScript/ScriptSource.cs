using System.Collections.Concurrent;
using Acornima;
using Acornima.Ast;
using Jint;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>The texts of scripts, read once: a workflow evaluates the same few over and over.</summary>
internal static class ScriptSource
{
    /// <summary>What a script is called in places of errors.</summary>
    public const string Name = "expression";

    private const int Most = 500;
    private static readonly ConcurrentDictionary<string, Prepared<Script>> Read = new(StringComparer.Ordinal);

    /// <summary>
    /// Reads a script. One that returns from its top level, which the language does not know, becomes the body of a function;
    /// the text
    /// stays on its lines, so that errors name the right ones.
    /// </summary>
    /// <exception cref="ScriptFault">It is no script, or does what is refused.</exception>
    public static Prepared<Script> Prepare(string source)
    {
        if (Read.TryGetValue(source, out var known))
            return known;
        var script = Parse(source);
        Unstoppable.Require(script.Program!);
        if (Read.Count >= Most)
            Read.Clear();
        return Read[source] = script;
    }

    /// <summary>Reads a text of ours.</summary>
    public static Prepared<Script> Trusted(string source, string name) => Engine.PrepareScript(source, name);

    private static Prepared<Script> Parse(string source)
    {
        try
        {
            return Engine.PrepareScript(source, Name);
        }
        catch (ScriptPreparationException e)
        {
            foreach (var body in new[] { $"(function () {{{source}\n}})()", $"(async function () {{{source}\n}})()" })
            {
                try
                {
                    return Engine.PrepareScript(body, Name);
                }
                catch (ScriptPreparationException)
                {
                    // The error of the text as it stands is the one to show.
                }
            }
            throw Fault(e);
        }
    }

    private static ScriptFault Fault(ScriptPreparationException e) =>
        e.InnerException is ParseErrorException { Error: { } error }
            ? new ScriptFault($"SyntaxError: {error.Description}", error.LineNumber, e)
            : new ScriptFault($"SyntaxError: {e.InnerException?.Message ?? e.Message}", null, e);
}
