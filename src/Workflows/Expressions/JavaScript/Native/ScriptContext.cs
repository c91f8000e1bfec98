using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Penstock.Workflows.Expressions.JavaScript.Native;

/// <summary>
/// One realm with a prelude of ours: text that evaluates to a function, which gets the function that calls the host and returns
/// an object of functions. Whoever made it is the only one to use it, on one thread.
/// </summary>
internal sealed unsafe class ScriptContext : IDisposable
{
    private const string ScriptName = "expression";

    [ThreadStatic]
    private static IScriptHost? t_host;

    [ThreadStatic]
    private static Exception? t_hostError;

    [ThreadStatic]
    private static Action? t_inside;

    private readonly ContextHandle _context;
    private readonly nint _api;

    /// <param name="group">The virtual machine it lives in.</param>
    /// <param name="library">Evaluated first; may be empty.</param>
    /// <param name="prelude">The prelude.</param>
    public ScriptContext(GroupHandle group, string library, string prelude)
    {
        _context = JavaScriptCore.CreateContext(group, 0);
        if (library.Length > 0)
            Run(library, "library");
        var make = Run(prelude, "prelude");
        using var name = ScriptText.Make("host");
        var host = JavaScriptCore.MakeFunction(_context, name, &CallHost);
        _api = Apply(make, [host]);
        JavaScriptCore.Protect(_context, _api);
    }

    /// <summary>Sets what the prelude's host calls reach on this thread.</summary>
    public static void Use(IScriptHost? host) => (t_host, t_hostError) = (host, null);

    /// <summary>
    /// Does work inside one call into the library, so that reactions of promises wait until the work is done; they have run
    /// when this returns. What the work throws is thrown here.
    /// </summary>
    public T Inside<T>(Func<T> work)
    {
        T? result = default;
        Exception? error = null;
        t_inside = () =>
        {
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                error = e;
            }
        };
        Invoke("inside");
        return error is null ? result! : throw error;
    }

    /// <summary>Evaluates a script and hands its completion value to a function of the prelude.</summary>
    /// <returns>What the function returned as text.</returns>
    /// <exception cref="ScriptFault">The script threw, or was stopped.</exception>
    public string? Evaluate(string source, string then)
    {
        using var text = ScriptText.Make(source);
        using var url = ScriptText.Make(ScriptName);
        nint exception = 0;
        var value = JavaScriptCore.Evaluate(_context, text, 0, url, 1, &exception);
        if (exception != 0)
            throw Fault(exception);
        return Text(Apply(Function(then), [value]));
    }

    /// <summary>Whether the text is a whole script; nothing of it runs.</summary>
    public bool IsScript(string source)
    {
        using var text = ScriptText.Make(source);
        using var url = ScriptText.Make(ScriptName);
        return JavaScriptCore.CheckSyntax(_context, text, url, 1, null);
    }

    /// <summary>Calls a function of the prelude with texts.</summary>
    /// <returns>What it returned as text; null for undefined.</returns>
    public string? Invoke(string function, params ReadOnlySpan<string> arguments)
    {
        var values = stackalloc nint[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            using var text = ScriptText.Make(arguments[i]);
            values[i] = JavaScriptCore.MakeText(Context, text);
        }
        return Text(Apply(Function(function), new ReadOnlySpan<nint>(values, arguments.Length)));
    }

    /// <summary>Frees what no context holds any more.</summary>
    public void CollectGarbage() => JavaScriptCore.CollectGarbage(_context);

    public void Dispose()
    {
        if (_context.IsClosed)
            return;
        JavaScriptCore.Unprotect(_context, _api); // A protected value would keep the whole realm.
        _context.Dispose();
    }

    private nint Context => _context.DangerousGetHandle();

    private nint Run(string source, string name)
    {
        using var text = ScriptText.Make(source);
        using var url = ScriptText.Make(name);
        nint exception = 0;
        var value = JavaScriptCore.Evaluate(_context, text, 0, url, 1, &exception);
        return exception == 0
            ? value
            : throw new InvalidOperationException($"The {name} of the script engine failed: {Text(exception)}");
    }

    private nint Function(string name)
    {
        using var text = ScriptText.Make(name);
        return JavaScriptCore.GetProperty(Context, _api, text, null);
    }

    private nint Apply(nint function, ReadOnlySpan<nint> arguments)
    {
        nint exception = 0;
        fixed (nint* values = arguments)
        {
            var result = JavaScriptCore.Call(_context, function, 0, (nuint)arguments.Length, values, &exception);
            return exception == 0 ? result : throw Fault(exception);
        }
    }

    private ScriptFault Fault(nint error)
    {
        nint exception = 0;
        var described = JavaScriptCore.Call(_context, Function("describe"), 0, 1, &error, &exception);
        return new ScriptFault(exception == 0 ? Text(described) : null, t_hostError);
    }

    private string? Text(nint value) => ScriptText.Read(Context, value);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint CallHost(nint context, nint function, nint self, nuint count, nint* arguments, nint* exception)
    {
        try
        {
            if (count == 0)
            {
                t_inside?.Invoke();
                return JavaScriptCore.MakeUndefined(context);
            }
            var operation = ScriptText.Read(context, arguments[0]);
            var result = t_host?.Call(operation ?? "", Argument(1), Argument(2));
            if (result is null)
                return JavaScriptCore.MakeUndefined(context);
            using var text = ScriptText.Make(result);
            return JavaScriptCore.MakeText(context, text);
        }
        catch (Exception e)
        {
            t_hostError = e; // Nothing may be thrown into the library: the script gets an error of its own.
            using var text = ScriptText.Make(e is Core.Errors.PenstockException known ? known.What : e.Message);
            var message = JavaScriptCore.MakeText(context, text);
            *exception = JavaScriptCore.MakeError(context, 1, &message, null);
            return JavaScriptCore.MakeUndefined(context);
        }

        string? Argument(nuint index) => index < count ? ScriptText.Read(context, arguments[index]) : null;
    }
}
