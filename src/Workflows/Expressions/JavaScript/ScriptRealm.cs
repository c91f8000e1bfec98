using System.Text.RegularExpressions;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// An engine with a prelude of ours, for one evaluation: text that evaluates to a function, which gets the function that calls
/// the
/// host and returns an object of functions. Texts are all that crosses: a script never holds an object of .NET.
/// </summary>
internal sealed partial class ScriptRealm : IDisposable
{
    // A call of a script takes some kilobytes of the thread's stack.
    private const int MaxDepth = 1_000;
    private const uint MaxArrayLength = 10_000_000;
    private const string TooDeep = "RangeError: Maximum call stack size exceeded";

    private readonly Engine _engine;
    private readonly ObjectInstance _api;
    private readonly IScriptHost? _host;
    private Exception? _hostError;

    /// <param name="prelude">The prelude.</param>
    /// <param name="watch">The limits.</param>
    /// <param name="limits">What they are.</param>
    /// <param name="host">What host calls reach.</param>
    public ScriptRealm(Prepared<Script> prelude, Watch watch, JavaScriptOptions limits, IScriptHost? host)
    {
        _host = host;
        _engine = new Engine(options =>
        {
            options.Constraint(watch);
            options.LimitRecursion(MaxDepth);
            options.Constraints.StackOverflowGuard = true;
            options.MaxArraySize(MaxArrayLength);
            options.RegexTimeoutInterval(limits.TimeLimit);
            options.DisableStringCompilation();
            options.LocalTimeZone(TimeZoneInfo.Utc);
            options.Culture = System.Globalization.CultureInfo.InvariantCulture;
        });
        var make = _engine.Evaluate(prelude);
        _api = _engine
            .Invoke(
                make,
                new ClrFunction(_engine, "host", CallHost),
                new ClrFunction(_engine, "lengthOf", (_, arguments) => LengthOf(arguments[0]))
            )
            .AsObject();
    }

    /// <summary>Evaluates a script and hands its value to a function of the prelude.</summary>
    /// <returns>What the function returned as text; null for undefined.</returns>
    /// <exception cref="ScriptFault">The script threw.</exception>
    /// <exception cref="ScriptStopped">It reached a limit.</exception>
    public string? Evaluate(Prepared<Script> script, string then) =>
        Guarded(() => Text(Call(then, _engine.Evaluate(script))));

    /// <summary>
    /// Evaluates a script as the first of the engine's jobs, so that the reactions of its promises wait until it is over; they
    /// have run,
    /// or were stopped, when this returns. A function of the prelude calls it back with its value.
    /// </summary>
    public void EvaluateWithPromises(Prepared<Script> script, string start) =>
        Guarded<string?>(() =>
        {
            Call(start, new ClrFunction(_engine, "run", (_, _) => _engine.Evaluate(script)));
            _engine.Advanced.ProcessTasks();
            return null;
        });

    /// <summary>Calls a function of the prelude with texts.</summary>
    /// <returns>What it returned as text; null for undefined.</returns>
    public string? Invoke(string function, params string[] arguments) =>
        Guarded(() => Text(Call(function, [.. arguments.Select(a => (JsValue)new JsString(a))])));

    public void Dispose() => _engine.Dispose();

    private JsValue Call(string function, params JsValue[] arguments) =>
        _engine.Invoke(_api.Get(function), arguments.Cast<object>().ToArray());

    private JsValue CallHost(JsValue self, JsValue[] arguments)
    {
        try
        {
            var result = _host?.Call(Argument(0) ?? "", Argument(1), Argument(2));
            return result is null ? JsValue.Undefined : new JsString(result);
        }
        catch (PenstockException e)
        {
            _hostError = e; // The script gets an error of its own, which it may catch.
            throw new JavaScriptException(_engine.Intrinsics.Error, e.What);
        }

        string? Argument(int index) => index < arguments.Length ? Text(arguments[index]) : null;
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (JavaScriptException e)
        {
            throw Fault(e);
        }
        catch (ScriptStopped e) when (e.Reason == ScriptStop.Depth)
        {
            throw new ScriptFault(TooDeep, null);
        }
        catch (Exception e) when (e is RecursionDepthOverflowException or InsufficientExecutionStackException)
        {
            throw new ScriptFault(TooDeep, null);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ScriptStopped(ScriptStop.Time);
        }
        catch (Exception e) when (e is MemoryLimitExceededException or OutOfMemoryException or OverflowException)
        {
            throw new ScriptStopped(ScriptStop.Memory);
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw new ScriptFault(e.Message, null, e); // The engine's own word for what it does not do.
        }
    }

    private ScriptFault Fault(JavaScriptException e)
    {
        var line =
            Line(e.JavaScriptStackTrace) ?? (e.Location.SourceFile == ScriptSource.Name ? e.Location.Start.Line : null);
        try
        {
            return new ScriptFault(Text(Call("describe", e.Error)), line, _hostError);
        }
        catch (JavaScriptException)
        {
            return new ScriptFault(null, line, _hostError); // What it threw cannot even be shown.
        }
    }

    private static int? Line(string? stack) =>
        stack is not null && Place().Match(stack) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, null)
            : null;

    private static long LengthOf(JsValue value)
    {
        var length = 0L;
        if (value is JsArray array)
        {
            for (uint i = 0; i < array.Length; i++)
                length += array[i] is JsString text ? text.Length : 0;
        }
        return length;
    }

    private static string? Text(JsValue value) => value.IsUndefined() ? null : value.ToString();

    [GeneratedRegex(ScriptSource.Name + @":(\d+)")]
    private static partial Regex Place();
}
