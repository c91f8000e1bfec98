namespace Penstock.Jinja.Values;

/// <summary>A function that gives this ends the macro that calls it, whose value it holds.</summary>
public sealed record ReturnValue(object? Value);
