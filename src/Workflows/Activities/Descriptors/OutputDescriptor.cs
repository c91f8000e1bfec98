using System.Reflection;
using System.Text.Json.Serialization;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>An output as editors and engine know it.</summary>
public sealed record OutputDescriptor
{
    /// <summary>The property's name.</summary>
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

    /// <summary>Whether its value must not enter the journal.</summary>
    [JsonIgnore]
    public bool IsSensitive { get; init; }

    /// <summary>The property; null for a synthetic output.</summary>
    [JsonIgnore]
    public PropertyInfo Property { get; init; } = null!;

    /// <summary>The member of the activity's JSON.</summary>
    [JsonIgnore]
    public string JsonName => Naming.Camelize(Name);

    /// <summary>What an activity holds for this output; made when it holds nothing.</summary>
    internal Output HolderOf(IActivity activity)
    {
        if (activity is ISyntheticArguments synthetic && IsSynthetic)
            return synthetic.SyntheticOutputs.TryGetValue(Name, out var known)
                ? known
                : synthetic.SyntheticOutputs[Name] = new Output<object>();
        if (Property.GetValue(activity) is Output output)
            return output;
        output = (Output)Activator.CreateInstance(Property.PropertyType)!;
        Property.SetValue(activity, output);
        return output;
    }
}
