namespace Penstock.Core.Steps;

/// <summary>What every step is given besides its own inputs: who it is, where to report progress, and the clock.</summary>
/// <param name="Identity">The run and step.</param>
/// <param name="Progress">Receives progress; calls are cheap and may come from any thread.</param>
/// <param name="Time">The clock; tests put their own here.</param>
public sealed record StepContext(StepIdentity Identity, IProgress<StepProgress> Progress, TimeProvider Time)
{
    /// <summary>A context for a step that no workflow started and nobody watches.</summary>
    public static StepContext Standalone(string step) =>
        new(StepIdentity.Standalone(step), new NoProgress(), TimeProvider.System);

    private sealed class NoProgress : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
        }
    }
}
