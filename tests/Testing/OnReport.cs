using Penstock.Core.Steps;

namespace Penstock.Testing;

/// <summary>Acts in the middle of a step, whenever it reports its progress.</summary>
public sealed class OnReport(Action act) : IProgress<StepProgress>
{
    public void Report(StepProgress value) => act();
}
