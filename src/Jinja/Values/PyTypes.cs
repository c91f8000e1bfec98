using System.Numerics;

namespace Penstock.Jinja.Values;

/// <summary>The names that Python gives to types.</summary>
internal static class PyTypes
{
    public static string NameOf(object? value) =>
        value switch
        {
            null => "NoneType",
            bool => "bool",
            long or BigInteger => "int",
            double => "float",
            string or CapturedText => "str",
            MarkedText marked => marked.IsMarkup ? "Markup" : "str",
            JinjaList => "list",
            JinjaTuple => "tuple",
            JinjaDict => "dict",
            JinjaSet => "set",
            JinjaRange => "range",
            JinjaIterator iterator => iterator.TypeName,
            DictView view => $"dict_{view.Name}",
            Undefined => "Undefined",
            Namespace => "Namespace",
            Macro => "Macro",
            IHostObject host => host.TypeName,
            ICallable => "function",
            _ => value.GetType().Name,
        };
}
