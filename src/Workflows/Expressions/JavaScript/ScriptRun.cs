using System.Text.RegularExpressions;
using Acornima.Ast;
using Jint;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// Evaluates one script the way those who know Elsa write them, in a realm that nobody has used and nobody will use again.
/// </summary>
/// <param name="source">The script.</param>
/// <param name="accessors">What the prelude's <c>begin</c> reads; null for none.</param>
internal sealed partial class ScriptRun(string source, string? accessors)
{
    private static readonly Lazy<Prepared<Script>> Prelude = new(() =>
        ScriptSource.Trusted(ScriptText.Of("prelude.js"), "prelude")
    );

    // What the runtime compiles when the first script of a process runs is not that script's time.
    private static readonly Lazy<string?> Warm = new(() =>
    {
        const string Usual = """
            var all = [1, 2, 3].map(x => ({ x, t: `${x}` })).filter(o => o.x > 1 && /\d/.test(o.t));
            for (const o of all) { try { o.y = JSON.parse(JSON.stringify(o)).x ?? null; } catch (e) { throw e; } }
            ({ ...all[0], n: all.reduce((s, o) => s + o.x, 0), d: new Date(0).toISOString() })
            """;
        var limits = new JavaScriptOptions();
        using var realm = new ScriptRealm(Prelude!.Value, new Watch(limits, default), limits, null);
        return realm.Evaluate(ScriptSource.Trusted(Usual, ScriptSource.Name), "complete");
    });

    /// <summary>
    /// Whether it could make a promise: then what it leaves running has to be ended. Scripts without these words get a realm
    /// without
    /// promises.
    /// </summary>
    private bool MayUsePromises => PromiseWords().IsMatch(source);

    /// <summary>Evaluates it.</summary>
    /// <returns>The encoded value; null for undefined.</returns>
    /// <exception cref="ScriptFault">It threw.</exception>
    /// <exception cref="ScriptStopped">It reached a limit.</exception>
    public string? Evaluate(IScriptHost host, JavaScriptOptions limits, CancellationToken cancellationToken)
    {
        _ = Warm.Value;
        var watch = new Watch(limits, cancellationToken);
        var script = ScriptSource.Prepare(source);
        if (MayUsePromises)
            return EvaluateLater(script, new PromiseHost(host, watch), watch, limits);
        using var realm = Open(host, watch, limits);
        realm.Invoke("withoutPromises");
        watch.Begin();
        return realm.Evaluate(script, "complete");
    }

    private string? EvaluateLater(Prepared<Script> script, PromiseHost host, Watch watch, JavaScriptOptions limits)
    {
        try
        {
            using var realm = Open(host, watch, limits);
            watch.Begin();
            realm.EvaluateWithPromises(script, "start");
        }
        catch (ScriptStopped e) when (e.Reason == ScriptStop.Done)
        {
            // What it left to run does not matter.
        }
        return host.Fault is null ? host.Result : throw host.Fault;
    }

    private ScriptRealm Open(IScriptHost host, Watch watch, JavaScriptOptions limits)
    {
        var realm = new ScriptRealm(Prelude.Value, watch, limits, host);
        if (accessors is not null)
            realm.Invoke("begin", accessors);
        return realm;
    }

    [GeneratedRegex(@"\b(?:async|await|Promise|fromAsync|import)\b")]
    private static partial Regex PromiseWords();
}
