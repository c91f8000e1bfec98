namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>Why a script was stopped.</summary>
internal enum ScriptStop
{
    Time,
    Memory,
    Cancelled,

    /// <summary>It gave its result; what it left to run later does not matter.</summary>
    Done,

    /// <summary>Its promise was not settled in time.</summary>
    Pending,
}
