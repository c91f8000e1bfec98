namespace Penstock.Workflows.Activities.Attributes;

/// <summary>Describes an input of an activity, for the editor and for the engine.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute
{
    /// <summary>The label; the words of the property name when null.</summary>
    public string? DisplayName { get; set; }

    /// <summary>One sentence for people.</summary>
    public string? Description { get; set; }

    /// <summary>The editor (see <see cref="InputUIHints"/>); chosen by the type when null.</summary>
    public string? UIHint { get; set; }

    /// <summary>Used when the definition gives no value.</summary>
    public object? DefaultValue { get; set; }

    /// <summary>The expression type an empty editor starts with.</summary>
    public string? DefaultSyntax { get; set; }

    /// <summary>The tab or group of the input.</summary>
    public string? Category { get; set; }

    /// <summary>The choices of a drop-down, radio or check list: an array of texts.</summary>
    public object? Options { get; set; }

    /// <summary>
    /// A class that finds the choices when the editor opens: an <see cref="Descriptors.IInputOptionsProvider"/>.
    /// </summary>
    public Type? UIHandler { get; set; }

    /// <summary>The language of a code editor, for instance <c>sql</c>.</summary>
    public string? Language { get; set; }

    /// <summary>Its place among the inputs; declaration order when 0.</summary>
    public float Order { get; set; }

    /// <summary>Whether the editor shows it.</summary>
    public bool IsBrowsable { get; set; } = true;

    /// <summary>Whether the editor lets it be changed.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Whether its value must not enter the journal.</summary>
    public bool IsSensitive { get; set; }

    /// <summary>Whether a definition that gives no value is refused before it runs.</summary>
    public bool IsRequired { get; set; }

    /// <summary>Whether the engine evaluates it before the activity runs; else the activity does.</summary>
    public bool AutoEvaluate { get; set; } = true;
}
