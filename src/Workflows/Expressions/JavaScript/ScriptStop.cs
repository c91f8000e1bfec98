namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>Why a script was stopped.</summary>
internal enum ScriptStop
{
    Time,
    Memory,
    Cancelled,

    /// <summary>Its calls are nested too deeply.</summary>
    Depth,

    /// <summary>It takes too many steps.</summary>
    Steps,

    /// <summary>A text that it makes is too long.</summary>
    Output,

    /// <summary>It gave its result; what it left to run later does not matter.</summary>
    Done,

    /// <summary>Its promise was not settled in time.</summary>
    Pending,
}
