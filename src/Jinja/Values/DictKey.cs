using System.Numerics;

namespace Penstock.Jinja.Values;

/// <summary>A key of a dict, compared as Python compares keys.</summary>
internal readonly struct DictKey : IEquatable<DictKey>
{
    private readonly int _hash;

    public DictKey(object? value) => (Value, _hash) = (value, HashOf(value));

    public object? Value { get; }

    public bool Equals(DictKey other) => _hash == other._hash && Comparison.AreEqual(Value, other.Value);

    public override bool Equals(object? obj) => obj is DictKey other && Equals(other);

    public override int GetHashCode() => _hash;

    private static int HashOf(object? value)
    {
        switch (value)
        {
            case null:
                return 0;
            case bool b:
                return (b ? 1L : 0L).GetHashCode();
            case long n:
                return n.GetHashCode();
            case double d:
                return d == Math.Floor(d) && Math.Abs(d) < 9e18 ? ((long)d).GetHashCode()
                    : d == Math.Floor(d) && double.IsFinite(d) ? new BigInteger(d).GetHashCode()
                    : d.GetHashCode();
            case string text:
                return text.GetHashCode(StringComparison.Ordinal);
            case MarkedText text:
                return text.Value.GetHashCode(StringComparison.Ordinal);
            case CapturedText:
                throw CapturedText.Refuse();
            case JinjaTuple tuple:
                var hash = new HashCode();
                foreach (var item in tuple.Items)
                    hash.Add(HashOf(item));
                return hash.ToHashCode();
            case JinjaList or JinjaDict or JinjaSet:
                throw PyError.Type($"unhashable type: '{PyTypes.NameOf(value)}'");
            default:
                return value.GetHashCode();
        }
    }
}
