namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>A script was stopped by its limits or with its run.</summary>
internal sealed class ScriptStopped(ScriptStop reason) : Exception($"A script was stopped: {reason}")
{
    public ScriptStop Reason { get; } = reason;
}
