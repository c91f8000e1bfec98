using Penstock.Workflows.Expressions.JavaScript;
using Penstock.Workflows.Expressions.Liquid;

namespace Penstock.Workflows.Expressions;

/// <summary>
/// The expression types that the Studio should know: those of the menu, and those that definitions from elsewhere may hold.
/// </summary>
public sealed class ExpressionDescriptors(ExpressionRegistry registry)
{
    /// <summary>Types that are kept in definitions and never evaluated, and why.</summary>
    internal static IReadOnlyDictionary<string, string> NotHere { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["CSharp"] =
                "C# would run with all rights of the server; the definition keeps the expression, write it in JavaScript to run it here",
            ["Python"] =
                "there is no Python inside the server; the definition keeps the expression, write it in JavaScript to run it here",
        };

    /// <summary>The items of the endpoint, in the order of the menu.</summary>
    public IReadOnlyList<ExpressionDescriptor> Items =>
        [
            // Literal and Object are what the menu calls Default.
            new(LiteralHandler.TypeName, "Literal", false, None),
            new(ObjectHandler.TypeName, "Object", false, Editor("json")),
            new("Variable", "Variable", true, None),
            new("Input", "Input", true, None),
            new(
                JavaScriptHandler.TypeName,
                "JavaScript",
                registry.Knows(JavaScriptHandler.TypeName),
                Editor("javascript")
            ),
            new(LiquidHandler.TypeName, "Liquid", registry.Knows(LiquidHandler.TypeName), Editor("liquid")),
            new("CSharp", "C#", false, Editor("csharp")),
            new("Python", "Python", false, Editor("python")),
        ];

    private static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    private static Dictionary<string, string> Editor(string language) => new() { ["MonacoLanguage"] = language };
}
