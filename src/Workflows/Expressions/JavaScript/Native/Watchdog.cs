using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Penstock.Workflows.Expressions.JavaScript.Native;

/// <summary>
/// Stops a script that uses too much processor time or memory, or whose run was cancelled. The library asks every few
/// milliseconds of processor time, on the thread of the script; what it stops, the script cannot catch.
/// </summary>
internal static unsafe class Watchdog
{
    private const double Tick = 0.010;

    [ThreadStatic]
    private static Watch? t_watch;

    /// <summary>Watches all that runs in the group on this thread until <see cref="Stop"/>.</summary>
    public static Watch Start(GroupHandle group, JavaScriptOptions limits, CancellationToken cancellationToken)
    {
        t_watch = new(limits, cancellationToken);
        JavaScriptCore.SetTimeLimit(group, Tick, &Ask, 0);
        return t_watch;
    }

    /// <summary>Ends the watch.</summary>
    public static void Stop(GroupHandle group)
    {
        t_watch = null;
        JavaScriptCore.ClearTimeLimit(group);
    }

    /// <summary>Ends the watch of a group that is gone.</summary>
    public static void Forget() => t_watch = null;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte Ask(nint context, nint data)
    {
        try
        {
            if (t_watch is { } watch && watch.MustStop(() => HeapSize(context)))
                return 1;
            JavaScriptCore.SetTimeLimitAgain(JavaScriptCore.GroupOf(context), Tick, &Ask, 0);
            return 0;
        }
        catch (Exception)
        {
            return 1; // Nothing may be thrown into the library.
        }
    }

    private static double HeapSize(nint context)
    {
        var statistics = JavaScriptCore.MemoryStatistics(context);
        return Number("heapCapacity") + Number("extraMemorySize");

        double Number(string name)
        {
            using var text = ScriptText.Make(name);
            return JavaScriptCore.ToNumber(context, JavaScriptCore.GetProperty(context, statistics, text, null), null);
        }
    }
}
