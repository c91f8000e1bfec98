using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>An input as editors and engine know it.</summary>
public sealed record InputDescriptor
{
    /// <summary>The property's name; the JSON member is the same with a small first letter.</summary>
    public required string Name { get; init; }

    /// <summary>The alias of its value's type.</summary>
    public required string TypeName { get; init; }

    /// <summary>The label.</summary>
    public required string DisplayName { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>Its place.</summary>
    public float Order { get; init; }

    /// <summary>Whether the editor shows it.</summary>
    public bool IsBrowsable { get; init; } = true;

    /// <summary>Whether its value can be stored.</summary>
    public bool IsSerializable { get; init; } = true;

    /// <summary>Whether it is one of <see cref="ISyntheticArguments"/> rather than a property of a class.</summary>
    public bool IsSynthetic { get; init; }

    /// <summary>Whether definitions hold an expression (true) or the plain value.</summary>
    public bool IsWrapped { get; init; } = true;

    /// <summary>The editor.</summary>
    public string UiHint { get; init; } = InputUIHints.SingleLine;

    /// <summary>The tab or group.</summary>
    public string? Category { get; init; }

    /// <summary>Used when the definition gives no value.</summary>
    public object? DefaultValue { get; init; }

    /// <summary>The expression type an empty editor starts with.</summary>
    public string DefaultSyntax { get; init; } = "Literal";

    /// <summary>Whether the editor lets it be changed.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether its value must not enter the journal.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>Unused here; part of the wire shape.</summary>
    public string? StorageDriverType { get; init; }

    /// <summary>Whether the engine evaluates it before the activity runs.</summary>
    public bool AutoEvaluate { get; init; } = true;

    /// <summary>What the editor needs besides its hint, the choices of a drop-down for instance.</summary>
    public JsonObject? UiSpecifications { get; init; }

    /// <summary>
    /// The class that finds the choices when the editor opens, an <see cref="IInputOptionsProvider"/>; null when they are
    /// fixed.
    /// </summary>
    [JsonIgnore]
    public Type? UIHandler { get; init; }

    /// <summary>Whether a definition must give a value.</summary>
    [JsonIgnore]
    public bool IsRequired { get; init; }

    /// <summary>The property; null for a synthetic input.</summary>
    [JsonIgnore]
    public PropertyInfo Property { get; init; } = null!;

    /// <summary>The type of its value.</summary>
    [JsonIgnore]
    public Type ValueType { get; init; } = null!;

    /// <summary>The member of the activity's JSON.</summary>
    [JsonIgnore]
    public string JsonName => Naming.Camelize(Name);

    /// <summary>The class of the holder of a wrapped input.</summary>
    internal Type HolderType => IsSynthetic ? typeof(Input<>).MakeGenericType(ValueType) : Property.PropertyType;

    /// <summary>What an activity holds for this input: an <see cref="Input"/> when it is wrapped, else the value.</summary>
    public object? ValueOf(IActivity activity) =>
        !IsSynthetic ? Property.GetValue(activity)
        : activity is ISyntheticArguments { SyntheticInputs: { } inputs }
            ? inputs.TryGetValue(Name, out var input) ? input
                : null
        : null;

    internal void SetValue(IActivity activity, Input holder)
    {
        if (!IsSynthetic)
            Property.SetValue(activity, holder);
        else if (activity is ISyntheticArguments synthetic)
            synthetic.SyntheticInputs[Name] = holder;
    }
}
