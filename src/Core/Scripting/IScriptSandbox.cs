using Penstock.Core.Errors;

namespace Penstock.Core.Scripting;

/// <summary>Runs scripts without files, network or timers, with limits on time, memory and the size of what comes out.</summary>
public interface IScriptSandbox
{
    /// <summary>Calls a function of a library in a realm that nothing was done in before, and nothing will be afterwards.</summary>
    /// <param name="library">The library.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What it returned.</returns>
    /// <exception cref="UsageException">It threw, was stopped at a limit, or scripts cannot run on this machine.</exception>
    Task<string> InvokeAsync(
        ScriptLibrary library,
        string function,
        string argument,
        CancellationToken cancellationToken = default
    );
}
