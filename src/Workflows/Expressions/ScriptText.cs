namespace Penstock.Workflows.Expressions;

/// <summary>Texts that are built into this assembly under <c>Scripts/</c>.</summary>
internal static class ScriptText
{
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public static string Of(string name)
    {
        using var stream =
            typeof(ScriptText).Assembly.GetManifestResourceStream($"Scripts/{name}")
            ?? throw new InvalidOperationException($"The assembly lacks {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
