using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>The short type names of definition files and the types they stand for.</summary>
public static class TypeAliases
{
    private static readonly Dictionary<string, Type> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Object"] = typeof(object),
        ["String"] = typeof(string),
        ["Boolean"] = typeof(bool),
        ["Int16"] = typeof(short),
        ["Int32"] = typeof(int),
        ["Int64"] = typeof(long),
        ["Single"] = typeof(float),
        ["Double"] = typeof(double),
        ["Decimal"] = typeof(decimal),
        ["Guid"] = typeof(Guid),
        ["DateTime"] = typeof(DateTime),
        ["DateTimeOffset"] = typeof(DateTimeOffset),
        ["TimeSpan"] = typeof(TimeSpan),
        ["ByteArray"] = typeof(byte[]),
        ["Stream"] = typeof(Stream),
        ["JSON"] = typeof(JsonElement),
        ["JsonElement"] = typeof(JsonElement),
        ["JsonNode"] = typeof(JsonNode),
        ["JsonObject"] = typeof(JsonObject),
        ["JsonArray"] = typeof(JsonArray),
        ["StringDictionary"] = typeof(IDictionary<string, string>),
        ["ObjectDictionary"] = typeof(IDictionary<string, object>),
        ["StringMap"] = typeof(IDictionary<string, string>),
        ["ObjectMap"] = typeof(IDictionary<string, object>),
    };

    private static readonly Dictionary<Type, string> Names = Types
        .GroupBy(p => p.Value)
        .ToDictionary(g => g.Key, g => g.First().Key);

    /// <summary>
    /// The type of an alias, of <c>T[]</c> and of <c>List&lt;T&gt;</c>; <see cref="object"/> for names this build does not
    /// know.
    /// </summary>
    public static Type TypeOf(string? alias, bool isArray = false)
    {
        var name = alias?.Split(',')[0].Trim() ?? "Object";
        if (isArray)
            return typeof(List<>).MakeGenericType(TypeOf(name));
        if (name.EndsWith("[]", StringComparison.Ordinal))
            return TypeOf(name[..^2]).MakeArrayType();
        var open = name.IndexOf('<', StringComparison.Ordinal);
        if (open > 0 && name.EndsWith('>'))
            return typeof(List<>).MakeGenericType(TypeOf(name[(open + 1)..^1]));
        return Types.GetValueOrDefault(name) ?? Types.GetValueOrDefault(name.Split('.')[^1]) ?? typeof(object);
    }

    /// <summary>The alias of a type: <c>Int32</c>, <c>String[]</c>; enumerations and our own types by their name.</summary>
    public static string NameOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Names.TryGetValue(type, out var name))
            return name;
        if (type.IsArray)
            return NameOf(type.GetElementType()!) + "[]";
        if (type.IsGenericType && type.GetGenericArguments() is [var item])
            return $"{type.Name.Split('`')[0].TrimStart('I')}<{NameOf(item)}>";
        return type.FullName ?? type.Name;
    }
}
