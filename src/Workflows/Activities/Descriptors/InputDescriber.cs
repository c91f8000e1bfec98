using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>Builds the descriptor of one input property.</summary>
internal static class InputDescriber
{
    /// <summary>
    /// Null when the property is no input: neither <see cref="Input{T}"/> nor marked with <see cref="InputAttribute"/>.
    /// </summary>
    public static InputDescriptor? Describe(PropertyInfo property, int index)
    {
        var wrapped = typeof(Input).IsAssignableFrom(property.PropertyType);
        var input = property.GetCustomAttribute<InputAttribute>();
        if (!wrapped && input is null)
            return null;
        var type = wrapped ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
        var hint = input?.UIHint ?? (input?.UIHandler is null ? HintFor(type, input?.Options) : InputUIHints.DropDown);
        return new()
        {
            Name = property.Name,
            TypeName = Definitions.TypeAliases.NameOf(type),
            DisplayName = input?.DisplayName ?? Naming.Words(property.Name),
            Description = input?.Description,
            Order = input is { Order: > 0 } ? input.Order : index,
            IsBrowsable = input?.IsBrowsable ?? true,
            IsWrapped = wrapped,
            UiHint = hint,
            Category = input?.Category,
            DefaultValue = input?.DefaultValue is Enum e ? e.ToString() : input?.DefaultValue,
            DefaultSyntax = input?.DefaultSyntax ?? SyntaxFor(hint),
            IsReadOnly = input?.IsReadOnly ?? false,
            IsSensitive = input?.IsSensitive ?? false,
            AutoEvaluate = input?.AutoEvaluate ?? true,
            UiSpecifications = Specifications(hint, type, input),
            UIHandler = input?.UIHandler,
            IsRequired = (input?.IsRequired ?? false) || property.IsDefined(typeof(RequiredAttribute)),
            Property = property,
            ValueType = type,
        };
    }

    private static string HintFor(Type type, object? options)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool))
            return InputUIHints.Checkbox;
        var list = ListConverter.ItemType(type) is not null && type != typeof(byte[]);
        if (options is not null)
            return list ? InputUIHints.CheckList : InputUIHints.DropDown;
        if (type.IsEnum)
            return InputUIHints.DropDown;
        if (typeof(JsonNode).IsAssignableFrom(type))
            return InputUIHints.JsonEditor;
        if (list)
            return InputUIHints.MultiText;
        return
            typeof(IDictionary).IsAssignableFrom(type)
            || type.Name.StartsWith("IDictionary", StringComparison.Ordinal)
            || type.Name.StartsWith("IReadOnlyDictionary", StringComparison.Ordinal)
            ? InputUIHints.Dictionary
            : InputUIHints.SingleLine;
    }

    public static string SyntaxFor(string hint) =>
        hint
            is InputUIHints.CheckList
                or InputUIHints.MultiText
                or InputUIHints.Dictionary
                or InputUIHints.DynamicOutcomes
            ? ObjectHandler.TypeName
            : LiteralHandler.TypeName;

    private static JsonObject? Specifications(string hint, Type type, InputAttribute? input)
    {
        var specifications = UiSpecifications.For(
            hint,
            [.. Choices(type, input?.Options).Select(SelectOption.Of)],
            input?.Language
        );
        // Asks the Studio to fetch the choices each time the editor opens.
        if (input?.UIHandler is not null)
            (specifications ??= [])["Refresh"] = true;
        return specifications;
    }

    private static string[] Choices(Type type, object? options) =>
        options is IEnumerable items and not string ? [.. items.Cast<object>().Select(i => i.ToString()!)]
        : (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } e ? Enum.GetNames(e)
        : [];
}
