using System.Numerics;

namespace Penstock.Jinja.Values;

/// <summary>What counts as true.</summary>
internal static class Truth
{
    public static bool Of(object? value) =>
        value switch
        {
            null => false,
            bool b => b,
            long n => n != 0,
            double d => d != 0,
            BigInteger n => !n.IsZero,
            string text => text.Length > 0,
            MarkedText text => text.Value.Length > 0,
            CapturedText text => text.Pieces.Any(p => p.Text.Length > 0),
            JinjaList list => list.Items.Count > 0,
            JinjaTuple tuple => tuple.Items.Count > 0,
            JinjaDict dict => dict.Count > 0,
            JinjaSet set => set.Count > 0,
            JinjaRange range => range.Count > 0,
            DictView view => view.Count > 0,
            LoopContext => true,
            Undefined => false,
            _ => true,
        };
}
