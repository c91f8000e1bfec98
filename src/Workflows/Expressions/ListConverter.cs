using System.Collections;

namespace Penstock.Workflows.Expressions;

/// <summary>Makes arrays and lists of the item type that an input wants.</summary>
internal static class ListConverter
{
    /// <summary>The item type of an array or of a generic collection; null for dictionaries and for everything else.</summary>
    public static Type? ItemType(Type target)
    {
        if (target == typeof(string))
            return null;
        if (target.IsArray)
            return target.GetElementType();
        if (target == typeof(IEnumerable) || target == typeof(ICollection) || target == typeof(IList))
            return typeof(object);
        if (!target.IsGenericType || target.GetGenericArguments() is not [var item])
            return null;
        return
            target.IsAssignableFrom(typeof(List<>).MakeGenericType(item))
            || target == typeof(HashSet<>).MakeGenericType(item)
            ? item
            : null;
    }

    public static object Convert(IEnumerable<object?> items, Type target, Type itemType)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(itemType))!;
        foreach (var item in items)
            list.Add(ValueConverter.Convert(item, itemType));
        if (target.IsArray)
        {
            var array = Array.CreateInstance(itemType, list.Count);
            list.CopyTo(array, 0);
            return array;
        }
        return target.IsInstanceOfType(list) ? list : Activator.CreateInstance(target, list)!;
    }
}
