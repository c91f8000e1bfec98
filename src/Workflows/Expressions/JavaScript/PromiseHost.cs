namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>Takes the result of a script that may use promises, and stops what it leaves running.</summary>
internal sealed class PromiseHost(IScriptHost inner) : IScriptHost
{
    /// <summary>Set before the script runs.</summary>
    public Watch? Watch { get; set; }

    /// <summary>The encoded value; null before it is there.</summary>
    public string? Result { get; private set; }

    /// <summary>What the script or its promise failed with.</summary>
    public ScriptFault? Fault { get; private set; }

    public string? Call(string operation, string? first, string? second)
    {
        switch (operation)
        {
            case "late" when Watch is { IsLate: true }:
                Watch.Stop(ScriptStop.Pending);
                return "yes";
            case "late":
                return null;
            case "done":
                Result = first;
                Watch?.Stop(ScriptStop.Done);
                return null;
            case "failed":
                Fault = new ScriptFault(first, null);
                Watch?.Stop(ScriptStop.Done);
                return null;
            default:
                return inner.Call(operation, first, second);
        }
    }
}
