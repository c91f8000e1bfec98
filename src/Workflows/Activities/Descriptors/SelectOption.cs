namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>A choice of a drop-down, radio list or check list.</summary>
/// <param name="Text">What people read.</param>
/// <param name="Value">What the definition holds.</param>
public sealed record SelectOption(string Text, string Value)
{
    /// <summary>A choice that reads as it is.</summary>
    public static SelectOption Of(string value) => new(value, value);
}
