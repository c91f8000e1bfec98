using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// Runs scripts of workflow authors: no files, no network, no timers, limits on time, memory and the size of what comes out,
/// and a
/// realm of its own for each, so that nothing one script does is seen by the next. One for the process; dispose it at its end.
/// </summary>
public sealed class JavaScriptSandbox : IDisposable
{
    private readonly JavaScriptOptions _options;
    private readonly ScriptThreads _threads;

    /// <exception cref="UsageException">A limit is out of range.</exception>
    public JavaScriptSandbox(JavaScriptOptions? options = null)
    {
        _options = (options ?? new()).Checked();
        _threads = new(_options);
    }

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
            limits => new ScriptRun(source, accessors).Evaluate(host, limits, cancellationToken),
            cancellationToken
        );

    /// <summary>Runs work on a thread for scripts, and says of its errors where they come from.</summary>
    /// <returns>What it gave; <c>u</c> for nothing.</returns>
    /// <exception cref="UsageException">It threw, was stopped, or gave too much.</exception>
    internal async Task<string> RunAsync(
        string language,
        string source,
        Func<JavaScriptOptions, string?> work,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = await _threads.RunAsync(() => work(_options), cancellationToken) ?? "u";
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
