namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>Takes the result of a script that may use promises, and stops what it leaves running.</summary>
internal sealed class PromiseHost(IScriptHost inner, Watch watch) : IScriptHost
{
    private bool _ended;

    /// <summary>The encoded value; null before it is there, and for undefined.</summary>
    public string? Result { get; private set; }

    /// <summary>What the script or its promise failed with.</summary>
    public ScriptFault? Fault { get; private set; }

    public string? Call(string operation, string? first, string? second)
    {
        switch (operation)
        {
            case "waiting":
                watch.Late = ScriptStop.Pending;
                return null;
            case "turn" when _ended:
                throw new ScriptStopped(ScriptStop.Done);
            case "turn":
                watch.Check();
                return null;
            case "done":
                (Result, _ended) = (first, true);
                return null;
            case "failed":
                (Fault, _ended) = (new ScriptFault(first, Line(second)), true);
                return null;
            default:
                return inner.Call(operation, first, second);
        }
    }

    private static int? Line(string? text) => int.TryParse(text, out var line) ? line : null;
}
