using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>What scripts see of the types that definitions name.</summary>
internal static class TypeScriptNames
{
    public static string Of(string typeName, bool isArray = false)
    {
        var type = TypeAliases.TypeOf(typeName, isArray);
        return Of(Nullable.GetUnderlyingType(type) ?? type);
    }

    private static string Of(Type type)
    {
        if (type == typeof(string) || type == typeof(Guid) || type == typeof(TimeSpan) || type == typeof(Uri))
            return "string";
        if (type == typeof(bool))
            return "boolean";
        if (type == typeof(DateTime) || type == typeof(DateTimeOffset))
            return "Date";
        if (type == typeof(byte[]))
            return "Uint8Array";
        if (type.IsPrimitive || type == typeof(decimal))
            return "number";
        if (typeof(IDictionary<string, string>).IsAssignableFrom(type))
            return "{ [name: string]: string }";
        if (typeof(IDictionary<string, object>).IsAssignableFrom(type))
            return "{ [name: string]: any }";
        return type != typeof(object) && ListConverter.ItemType(type) is { } item ? $"{Of(item)}[]" : "any";
    }
}
