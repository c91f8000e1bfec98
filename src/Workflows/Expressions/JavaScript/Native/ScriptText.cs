namespace Penstock.Workflows.Expressions.JavaScript.Native;

/// <summary>Strings to and from the library; UTF-16 on both sides, copied.</summary>
internal static unsafe class ScriptText
{
    public static TextHandle Make(string text)
    {
        fixed (char* characters = text)
            return JavaScriptCore.CreateText(characters, (nuint)text.Length);
    }

    /// <summary>The value as text; null for undefined. A value that has no text is null too.</summary>
    public static string? Read(nint context, nint value)
    {
        if (value == 0 || JavaScriptCore.IsUndefined(context, value))
            return null;
        nint exception = 0;
        using var text = JavaScriptCore.ToText(context, value, &exception);
        return exception != 0 || text.IsInvalid
            ? null
            : new string(JavaScriptCore.TextCharacters(text), 0, checked((int)JavaScriptCore.TextLength(text)));
    }
}
