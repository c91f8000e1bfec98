namespace Penstock.Workflows.Expressions;

/// <summary>
/// An expression type as the Studio reads it from <c>descriptors/expression-descriptors</c>; written with camel-case names.
/// </summary>
/// <param name="Type">What definitions hold as <c>expression.type</c>.</param>
/// <param name="DisplayName">Its name in the menu.</param>
/// <param name="IsBrowsable">Whether the menu offers it.</param>
/// <param name="Properties">What the Studio's editor needs; the names keep their capitals.</param>
public sealed record ExpressionDescriptor(
    string Type,
    string DisplayName,
    bool IsBrowsable,
    IReadOnlyDictionary<string, string> Properties
)
{
    /// <summary>Whether definitions can hold it; always so here.</summary>
    public bool IsSerializable { get; } = true;
}
