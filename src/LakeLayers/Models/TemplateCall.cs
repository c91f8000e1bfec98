namespace Penstock.LakeLayers.Models;

/// <summary>One <c>{{ … }}</c> of a model: a function's name and its arguments, which are text, numbers, true, false or null.</summary>
/// <param name="Function"><c>ref</c>, <c>source</c>, <c>var</c> or <c>this</c>.</param>
/// <param name="Arguments">String for quoted text, <see cref="decimal"/>, <see cref="bool"/> or null.</param>
/// <param name="Line">Its line in the file.</param>
internal sealed record TemplateCall(string Function, IReadOnlyList<object?> Arguments, int Line)
{
    /// <summary>The argument as text.</summary>
    public string Text(int index) => (string)Arguments[index]!;
}
