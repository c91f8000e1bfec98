namespace Penstock.Core.Steps;

/// <summary>What every step is given besides its own inputs: who it is, where to report progress, and the clock.</summary>
/// <param name="Identity">The run and step.</param>
/// <param name="Progress">Receives progress; calls are cheap and may come from any thread.</param>
/// <param name="Time">The clock; tests put their own here.</param>
public sealed record StepContext(StepIdentity Identity, IProgress<StepProgress> Progress, TimeProvider Time)
{
    /// <summary>
    /// Receives what people should know of a step that went well, a sentence each, without values of people. Calls come when
    /// the step has made
    /// its commit. Default: nobody listens.
    /// </summary>
    public IProgress<string> Warnings { get; init; } = new Nobody<string>();

    /// <summary>A context for a step that no workflow started and nobody watches.</summary>
    public static StepContext Standalone(string step) =>
        new(StepIdentity.Standalone(step), new Nobody<StepProgress>(), TimeProvider.System);

    private sealed class Nobody<T> : IProgress<T>
    {
        public void Report(T value) { }
    }
}
