namespace Penstock.Jinja.Values;

/// <summary>What <c>namespace()</c> gives: attributes that can be set from any scope.</summary>
internal sealed class Namespace(JinjaDict attributes)
{
    public JinjaDict Attributes { get; } = attributes;
}
