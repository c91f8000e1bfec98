namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>Texts that are built into the assembly.</summary>
internal static class ScriptSource
{
    public static string Prelude { get; } = Read("prelude.js") ?? throw new InvalidOperationException("The assembly lacks prelude.js");

    /// <summary>The text, or null when the assembly was built without it.</summary>
    public static string? Read(string name)
    {
        using var stream = typeof(ScriptSource).Assembly.GetManifestResourceStream($"Scripts/{name}");
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
