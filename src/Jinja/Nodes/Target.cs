using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

/// <summary>What a value is assigned to.</summary>
internal abstract class Target(int line)
{
    protected int Line { get; } = line;

    public abstract void Assign(JinjaContext context, object? value);

    protected static JinjaException Mismatch(int given, int wanted) =>
        PyError.Value(
            given > wanted
                ? $"too many values to unpack (expected {wanted})"
                : $"not enough values to unpack (expected {wanted}, got {given})"
        );
}
