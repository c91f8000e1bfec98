namespace Penstock.Workflows.Activities;

/// <summary>An output of an activity and the variable or workflow output that the definition binds it to.</summary>
public abstract class Output
{
    internal Output() { }

    /// <summary>The id of a variable or the name of a workflow output; null when it is bound to nothing.</summary>
    public string? MemoryReference { get; internal set; }

    /// <summary>The output's name, from its property.</summary>
    internal string Name { get; set; } = "";
}
