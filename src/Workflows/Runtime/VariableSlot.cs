using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// A variable and its value in one run, or in one execution of a container. Reads and writes may come from parallel branches.
/// </summary>
public sealed class VariableSlot
{
    private readonly Type _type;
    private volatile object? _value;

    internal VariableSlot(VariableDefinition definition)
    {
        Definition = definition;
        _type = TypeAliases.TypeOf(definition.TypeName, definition.IsArray);
        _value = definition.Value is null ? null : ValueConverter.Convert(definition.Value, _type);
    }

    /// <summary>What was declared.</summary>
    public VariableDefinition Definition { get; }

    /// <summary>The value now; a value set is converted to the declared type.</summary>
    public object? Value
    {
        get => _value;
        set => _value = value is null ? null : ValueConverter.Convert(value, _type);
    }
}
