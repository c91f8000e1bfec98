using Penstock.Core.Steps;

namespace Penstock.Testing;

/// <summary>Acts in the middle of a step, whenever it reports its progress.</summary>
public sealed class OnReport(Action<StepProgress> act) : IProgress<StepProgress>
{
    public OnReport(Action act)
        : this(_ => act()) { }

    public void Report(StepProgress value) => act(value);
}
