namespace Penstock.Workflows.Activities.Attributes;

/// <summary>Names an activity class: <c>[Activity("Lake.Ingest", "Ingest", "Copies files into landing.")]</c>.</summary>
/// <param name="namespace">The first part of its type name; the class name is the rest.</param>
/// <param name="category">The group of the toolbox it is in; the last part of the namespace when null.</param>
/// <param name="description">One sentence for people.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActivityAttribute(string @namespace, string? category = null, string? description = null)
    : Attribute
{
    /// <summary>The first part of the type name.</summary>
    public string Namespace { get; } = @namespace;

    /// <summary>The group of the toolbox.</summary>
    public string? Category { get; set; } = category;

    /// <summary>One sentence for people.</summary>
    public string? Description { get; set; } = description;

    /// <summary>The last part of the type name, when it is not the class name.</summary>
    public string? Type { get; set; }

    /// <summary>The name in the toolbox; the words of the class name when null.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The version of the type; raise it when inputs change their meaning.</summary>
    public int Version { get; set; } = 1;

    /// <summary>What kind of work it is.</summary>
    public ActivityKind Kind { get; set; } = ActivityKind.Action;

    /// <summary>Whether it runs in the background by default (kinds Task and Job).</summary>
    public bool RunAsynchronously { get; set; }

    /// <summary>Whether the toolbox shows it.</summary>
    public bool IsBrowsable { get; set; } = true;
}
