namespace Penstock.Workflows.Activities.Attributes;

/// <summary>Describes an output of an activity.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute
{
    /// <summary>The label; the words of the property name when null.</summary>
    public string? DisplayName { get; set; }

    /// <summary>One sentence for people.</summary>
    public string? Description { get; set; }

    /// <summary>Its place among the outputs; declaration order when 0.</summary>
    public float Order { get; set; }

    /// <summary>Whether the editor shows it.</summary>
    public bool IsBrowsable { get; set; } = true;

    /// <summary>Whether its value must not enter the journal.</summary>
    public bool IsSensitive { get; set; }
}
