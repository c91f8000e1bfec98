namespace Penstock.Workflows.Activities.Attributes;

/// <summary>Describes a property of type <see cref="IActivity"/>: a slot inside the activity's box.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PortAttribute(string? name = null) : Attribute
{
    /// <summary>The name of the port; the property's name when null.</summary>
    public string? Name { get; set; } = name;

    /// <summary>The label; the name when null.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Whether the canvas shows it.</summary>
    public bool IsBrowsable { get; set; } = true;
}
