namespace Penstock.Workflows.Runtime;

/// <summary>A run that goes on in this process.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Burst">Ends when the run waits or has ended; faults when its journal cannot be written.</param>
public sealed record RunHandle(Guid RunId, Task<RunResult> Burst);
