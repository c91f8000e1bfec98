namespace Penstock.Jinja.Values;

/// <summary>A range of numbers.</summary>
internal sealed class JinjaRange(long start, long stop, long step)
{
    public long Start { get; } = start;

    public long Stop { get; } = stop;

    public long Step { get; } = step;

    public long Count => LengthOf(Start, Stop, Step);

    public IEnumerable<object?> Items
    {
        get
        {
            for (var i = 0L; i < Count; i++)
                yield return At(i);
        }
    }

    public object At(long index) => Start + index * Step;

    public static long LengthOf(Int128 start, Int128 stop, Int128 step)
    {
        var length = step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
        return length < 0 ? 0
            : length > long.MaxValue ? long.MaxValue
            : (long)length;
    }
}
