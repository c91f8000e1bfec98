namespace Penstock.LakeLayers.Contracts;

/// <summary>What happens to a table when rows break a rule of its contract.</summary>
public enum BreachPolicy
{
    /// <summary>The row is kept out of the table and goes to its quarantine, with the reason. The default.</summary>
    Quarantine,

    /// <summary>Nothing of the step is published; the run ends with exit code 3.</summary>
    Fail,

    /// <summary>The row is published; how many rows broke the rule is recorded.</summary>
    Warn,
}
