using System.Runtime.InteropServices;

namespace Penstock.Workflows.Expressions.JavaScript.Native;

/// <summary>The functions in use of JavaScriptCore's C interface (JSBase.h, JSContextRef.h, JSObjectRef.h, JSStringRef.h, JSValueRef.h).</summary>
internal static unsafe partial class JavaScriptCore
{
    private const string Library = JavaScriptLibrary.Name;

    static JavaScriptCore() =>
        NativeLibrary.SetDllImportResolver(typeof(JavaScriptCore).Assembly, JavaScriptLibrary.Resolve);

    [LibraryImport(Library, EntryPoint = "JSContextGroupCreate")]
    public static partial GroupHandle CreateGroup();

    [LibraryImport(Library, EntryPoint = "JSContextGroupRelease")]
    public static partial void ReleaseGroup(nint group);

    /// <summary>Calls back after that much processor time of the thread; the callback must set it again, or it never comes back.</summary>
    [LibraryImport(Library, EntryPoint = "JSContextGroupSetExecutionTimeLimit")]
    public static partial void SetTimeLimit(
        GroupHandle group,
        double seconds,
        delegate* unmanaged[Cdecl]<nint, nint, byte> callback,
        nint data
    );

    [LibraryImport(Library, EntryPoint = "JSContextGroupSetExecutionTimeLimit")]
    public static partial void SetTimeLimitAgain(
        nint group,
        double seconds,
        delegate* unmanaged[Cdecl]<nint, nint, byte> callback,
        nint data
    );

    [LibraryImport(Library, EntryPoint = "JSContextGroupClearExecutionTimeLimit")]
    public static partial void ClearTimeLimit(GroupHandle group);

    [LibraryImport(Library, EntryPoint = "JSContextGetGroup")]
    public static partial nint GroupOf(nint context);

    [LibraryImport(Library, EntryPoint = "JSGlobalContextCreateInGroup")]
    public static partial ContextHandle CreateContext(GroupHandle group, nint globalClass);

    [LibraryImport(Library, EntryPoint = "JSGlobalContextRelease")]
    public static partial void ReleaseContext(nint context);

    [LibraryImport(Library, EntryPoint = "JSGarbageCollect")]
    public static partial void CollectGarbage(ContextHandle context);

    [LibraryImport(Library, EntryPoint = "JSGetMemoryUsageStatistics")]
    public static partial nint MemoryStatistics(nint context);

    [LibraryImport(Library, EntryPoint = "JSCheckScriptSyntax")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool CheckSyntax(
        ContextHandle context,
        TextHandle script,
        TextHandle url,
        int firstLine,
        nint* exception
    );

    [LibraryImport(Library, EntryPoint = "JSEvaluateScript")]
    public static partial nint Evaluate(
        ContextHandle context,
        TextHandle script,
        nint thisObject,
        TextHandle url,
        int firstLine,
        nint* exception
    );

    [LibraryImport(Library, EntryPoint = "JSObjectMakeFunctionWithCallback")]
    public static partial nint MakeFunction(
        ContextHandle context,
        TextHandle name,
        delegate* unmanaged[Cdecl]<nint, nint, nint, nuint, nint*, nint*, nint> callback
    );

    [LibraryImport(Library, EntryPoint = "JSObjectCallAsFunction")]
    public static partial nint Call(
        ContextHandle context,
        nint function,
        nint thisObject,
        nuint count,
        nint* arguments,
        nint* exception
    );

    [LibraryImport(Library, EntryPoint = "JSObjectGetProperty")]
    public static partial nint GetProperty(nint context, nint target, TextHandle name, nint* exception);

    [LibraryImport(Library, EntryPoint = "JSObjectMakeError")]
    public static partial nint MakeError(nint context, nuint count, nint* arguments, nint* exception);

    [LibraryImport(Library, EntryPoint = "JSValueProtect")]
    public static partial void Protect(ContextHandle context, nint value);

    [LibraryImport(Library, EntryPoint = "JSValueUnprotect")]
    public static partial void Unprotect(ContextHandle context, nint value);

    [LibraryImport(Library, EntryPoint = "JSValueIsUndefined")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool IsUndefined(nint context, nint value);

    [LibraryImport(Library, EntryPoint = "JSValueMakeUndefined")]
    public static partial nint MakeUndefined(nint context);

    [LibraryImport(Library, EntryPoint = "JSValueMakeString")]
    public static partial nint MakeText(nint context, TextHandle text);

    [LibraryImport(Library, EntryPoint = "JSValueToNumber")]
    public static partial double ToNumber(nint context, nint value, nint* exception);

    [LibraryImport(Library, EntryPoint = "JSValueToStringCopy")]
    public static partial TextHandle ToText(nint context, nint value, nint* exception);

    [LibraryImport(Library, EntryPoint = "JSStringCreateWithCharacters")]
    public static partial TextHandle CreateText(char* text, nuint length);

    [LibraryImport(Library, EntryPoint = "JSStringGetLength")]
    public static partial nuint TextLength(TextHandle text);

    [LibraryImport(Library, EntryPoint = "JSStringGetCharactersPtr")]
    public static partial char* TextCharacters(TextHandle text);

    [LibraryImport(Library, EntryPoint = "JSStringRelease")]
    public static partial void ReleaseText(nint text);
}
