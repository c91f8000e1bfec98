using Penstock.Core.Scripting;
using Penstock.Workflows.Expressions.JavaScript.Native;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// A virtual machine of one thread: realms for scripts, each used once, and one that renders templates. A fresh realm costs most
/// of an evaluation, so the next one is made while the thread has nothing else to do.
/// </summary>
internal sealed class ScriptMachine(JavaScriptOptions options) : IDisposable
{
    private const int CollectEvery = 200;
    private static readonly string Prelude = LibraryText.Own(typeof(ScriptMachine).Assembly, "prelude.js");

    private GroupHandle _group = JavaScriptCore.CreateGroup();
    private ScriptContext? _spare;
    private ScriptContext? _current;
    private ScriptContext? _templates;
    private int _used;

    /// <summary>Makes the next realm now.</summary>
    public void Prepare() => _spare ??= NewContext();

    /// <summary>Evaluates a script in a realm that nobody has used and nobody will use again.</summary>
    /// <exception cref="ScriptFault">It threw.</exception>
    /// <exception cref="ScriptStopped">It was stopped.</exception>
    public string? Evaluate(ScriptRun run, IScriptHost host, CancellationToken cancellationToken)
    {
        var context = _current = _spare ?? NewContext();
        _spare = null;
        if (!run.MayUsePromises)
            return Guarded(host, _ => run.Evaluate(context), options, cancellationToken);
        var promised = new PromiseHost(host);
        try
        {
            return Guarded(
                promised,
                watch =>
                {
                    promised.Watch = watch;
                    // Reactions wait until the call into the library is over.
                    return context.Inside(() => run.Evaluate(context));
                },
                options,
                cancellationToken
            );
        }
        catch (ScriptStopped e) when (e.Reason == ScriptStop.Done)
        {
            return promised.Fault is null ? promised.Result : throw promised.Fault;
        }
    }

    /// <summary>Renders a template.</summary>
    /// <exception cref="ScriptFault">It is wrong.</exception>
    /// <exception cref="ScriptStopped">It was stopped.</exception>
    public string? Render(string template, IScriptHost host, CancellationToken cancellationToken)
    {
        _templates ??= new(_group, Liquid.LiquidSource.Library, Liquid.LiquidSource.Prelude);
        return Guarded(host, _ => _templates.Invoke("render", template), options, cancellationToken);
    }

    /// <summary>Calls a function of a library in a realm of its own.</summary>
    /// <exception cref="ScriptFault">It threw.</exception>
    /// <exception cref="ScriptStopped">It was stopped.</exception>
    public string? Invoke(ScriptLibrary library, string function, string argument, CancellationToken cancellationToken)
    {
        var context = _current = new(_group, library.Library, library.Prelude);
        return Guarded(
            null,
            _ => context.Invoke(function, argument),
            options with
            {
                TimeLimit = library.TimeLimit,
            },
            cancellationToken
        );
    }

    public void Dispose()
    {
        _current?.Dispose();
        _spare?.Dispose();
        _templates?.Dispose();
        (_current, _spare, _templates) = (null, null, null);
        _group.Dispose();
    }

    private string? Guarded(
        IScriptHost? host,
        Func<Watch, string?> work,
        JavaScriptOptions limits,
        CancellationToken cancellationToken
    )
    {
        ScriptContext.Use(host);
        var watch = Watchdog.Start(_group, limits, cancellationToken);
        try
        {
            var result = work(watch);
            return watch.Stopped is { } late ? throw new ScriptStopped(late) : result;
        }
        catch (Exception) when (watch.Stopped is { } stop)
        {
            throw new ScriptStopped(stop);
        }
        finally
        {
            if (watch.Stopped is null)
                Leave();
            else
                Renew();
            ScriptContext.Use(null);
        }
    }

    private void Leave()
    {
        Watchdog.Stop(_group);
        if (_current is null)
            return;
        if (++_used % CollectEvery == 0)
            _current.CollectGarbage();
        _current.Dispose();
        _current = null;
    }

    // What a stopped script leaves behind goes with its machine; every call stops soon until it is gone.
    private void Renew()
    {
        Dispose();
        Watchdog.Forget();
        _group = JavaScriptCore.CreateGroup();
    }

    private ScriptContext NewContext() => new(_group, "", Prelude);
}
