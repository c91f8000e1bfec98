using Penstock.Core.Errors;
using Penstock.Core.Scripting;
using Penstock.Workflows.Expressions.JavaScript.Native;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// Runs scripts of workflow authors: no files, no network, no timers, limits on time, memory and the size of what comes out, and a
/// realm of its own for each, so that nothing one script does is seen by the next. One for the process; dispose it at its end.
/// </summary>
public sealed class JavaScriptSandbox : IScriptSandbox, IDisposable
{
    private readonly JavaScriptOptions _options;
    private readonly ScriptThreads _threads;

    /// <exception cref="UsageException">A limit is out of range.</exception>
    public JavaScriptSandbox(JavaScriptOptions? options = null)
    {
        _options = (options ?? new()).Checked();
        _threads = new(_options);
    }

    /// <summary>Null when scripts can run on this machine; else why not and what to do.</summary>
    public static string? Unavailable => JavaScriptLibrary.Missing;

    internal int MaxResultLength => _options.MaxResultLength;

    /// <inheritdoc/>
    public void Dispose() => _threads.Dispose();

    /// <summary>Evaluates a script.</summary>
    /// <param name="source">An expression or statements; the value is the last statement's, or what <c>return</c> gives.</param>
    /// <param name="accessors">Generated functions, see <see cref="Accessors"/>; null for none.</param>
    /// <param name="host">What it reaches.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The encoded value.</returns>
    internal Task<string> EvaluateAsync(
        string source,
        string? accessors,
        IScriptHost host,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            "JavaScript",
            source,
            machine => machine.Evaluate(new ScriptRun(source, accessors), host, cancellationToken),
            cancellationToken
        );

    /// <summary>Renders a Liquid template.</summary>
    internal Task<string> RenderAsync(string template, IScriptHost host, CancellationToken cancellationToken) =>
        RunAsync("Liquid", template, machine => machine.Render(template, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<string> InvokeAsync(
        ScriptLibrary library,
        string function,
        string argument,
        CancellationToken cancellationToken = default
    ) =>
        RunAsync(
            library.Language,
            library.Language,
            machine => machine.Invoke(library, function, argument, cancellationToken),
            cancellationToken
        );

    private async Task<string> RunAsync(
        string language,
        string source,
        Func<ScriptMachine, string?> work,
        CancellationToken cancellationToken
    )
    {
        if (Unavailable is { } reason)
            throw new UsageException(
                $"{language} expressions cannot be evaluated: {reason.Split(':')[0]}",
                null,
                reason.Split(": ", 2)[^1]
            );
        try
        {
            var result = await _threads.RunAsync(work, cancellationToken) ?? "u";
            return result.Length <= _options.MaxResultLength
                ? result
                : throw new UsageException(
                    $"The result of the {language} expression has {result.Length:N0} characters; the limit is {_options.MaxResultLength:N0}",
                    ScriptErrors.Excerpt(source, null),
                    "return less: keep data in the lake, and its address in the workflow"
                );
        }
        catch (ScriptStopped e) when (e.Reason == ScriptStop.Cancelled)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (ScriptStopped e)
        {
            throw ScriptErrors.Explain(language, source, e, _options);
        }
        catch (ScriptFault e)
        {
            throw ScriptErrors.Explain(language, source, e);
        }
    }
}
