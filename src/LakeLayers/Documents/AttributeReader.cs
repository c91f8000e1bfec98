using System.Buffers.Text;

namespace Penstock.LakeLayers.Documents;

/// <summary>Reads the quoted attribute values of one element in their order; poppler always prints the same ones.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> element)
{
    private const double Largest = 1e30;

    /// <summary>What follows the values read so far.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = element;

    /// <summary>The next value; empty when there is none.</summary>
    public ReadOnlySpan<byte> NextText()
    {
        var start = Rest.IndexOf((byte)'"');
        if (start < 0)
            return default;
        var length = Rest[(start + 1)..].IndexOf((byte)'"');
        if (length < 0)
            return default;
        var text = Rest.Slice(start + 1, length);
        Rest = Rest[(start + length + 2)..];
        return text;
    }

    /// <summary>The next value as a number; 0 for what is none (broken fonts give <c>nan</c> and <c>inf</c>).</summary>
    public double NextNumber() =>
        Utf8Parser.TryParse(NextText(), out double value, out _) && Math.Abs(value) < Largest ? value : 0;
}
