using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;

namespace Penstock.Workflows.Runtime.State;

/// <summary>Methods of activities by name, so that what is to be called next can be written down.</summary>
internal static class NamedMethods
{
    private static readonly ConcurrentDictionary<(Type Class, string Name, Type Kind), MethodInfo> Known = [];

    /// <summary>The name of a method of this very activity.</summary>
    /// <exception cref="PenstockException">It is a lambda, or a method of another object.</exception>
    public static string NameOf(Delegate method, IActivity activity)
    {
        var info = method.Method;
        if (
            ReferenceEquals(method.Target, activity)
            && !info.IsDefined(typeof(CompilerGeneratedAttribute))
            && !info.Name.Contains('<', StringComparison.Ordinal)
        )
            return info.Name;
        throw new PenstockException(
            "An activity asked to be called back at something that is not a method of its own",
            $"{activity.Type}: {info.DeclaringType?.Name}.{info.Name}",
            "The run cannot be resumed from there",
            "make it an instance method of the activity's class"
        );
    }

    /// <summary>The method of that name as a delegate on this activity.</summary>
    /// <exception cref="PenstockException">The class has no such method any more.</exception>
    public static T Find<T>(IActivity activity, string name)
        where T : Delegate
    {
        var method = Known.GetOrAdd(
            (activity.GetType(), name, typeof(T)),
            static key =>
                Look(key.Class, key.Name, key.Kind)
                ?? throw new PenstockException(
                    "The run waits at a method that its activity no longer has",
                    $"{key.Class.Name}.{key.Name}",
                    "The run stays as it is",
                    "run it with the build that began it, or cancel it"
                )
        );
        return method.CreateDelegate<T>(activity);
    }

    private static MethodInfo? Look(Type type, string name, Type kind)
    {
        var wanted = kind.GetMethod("Invoke")!.GetParameters()[0].ParameterType;
        for (var at = type; at is not null; at = at.BaseType)
        {
            var found = at.GetMethods(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
                .FirstOrDefault(m => m.Name == name && m.GetParameters() is [var only] && only.ParameterType == wanted);
            if (found is not null)
                return found;
        }
        return null;
    }
}
