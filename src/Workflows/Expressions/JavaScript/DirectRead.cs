using System.Text.RegularExpressions;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// The most frequent scripts do nothing but read one variable or input: <c>getVariable("X")</c>, <c>variables.X</c>,
/// <c>getInput("X")</c>, each with or without <c>return</c>. They need no script engine, and the value keeps its type.
/// </summary>
internal static partial class DirectRead
{
    public static bool TryRead(string source, ExpressionExecutionContext context, out object? value)
    {
        value = null;
        var match = Read().Match(source);
        if (!match.Success)
            return false;
        var name = match.Groups["name"].Value;
        if (match.Groups["input"].Success)
            context.Workflow.Input.TryGetValue(name, out value);
        else
            value = context.Memory.Find(name)?.Value;
        return true;
    }

    [GeneratedRegex(
        """^\s*(?:return\s+)?(?:variables\.(?<name>[A-Za-z_]\w*)|(?:getVariable|(?<input>getInput))\(\s*(?:"(?<name>[\w .\-]+)"|'(?<name>[\w .\-]+)')\s*\))\s*;?\s*$""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Read();
}
