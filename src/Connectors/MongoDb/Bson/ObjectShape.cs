using System.Runtime.CompilerServices;

namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>
/// The fields seen in the objects at one place, in the order in which they first came. Documents of a collection mostly have the
/// same fields in the same order, so the next field is guessed and its name, ready as JSON, is only compared and copied.
/// </summary>
internal sealed class ObjectShape(ShapeBudget budget)
{
    private readonly Dictionary<byte[], int> _byName = new(new NameComparer());
    private readonly List<FieldShape> _fields = [];

    public IReadOnlyList<FieldShape> Fields => _fields;

    /// <summary>The field whose name begins <paramref name="rest"/>; null when the budget is spent.</summary>
    /// <param name="rest">BSON from the name on.</param>
    /// <param name="guess">The place after the field found last; moved on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldShape? Next(ReadOnlySpan<byte> rest, ref int guess)
    {
        if (guess < _fields.Count)
        {
            var field = _fields[guess];
            if (rest.StartsWith(field.Name))
            {
                guess++;
                return field;
            }
        }
        return Find(rest, ref guess);
    }

    public void Reset()
    {
        foreach (var field in _fields)
            field.Reset();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FieldShape? Find(ReadOnlySpan<byte> rest, ref int guess)
    {
        var name = rest[..(rest.IndexOf((byte)0) + 1)];
        if (name.IsEmpty)
            throw new ArgumentOutOfRangeException(nameof(rest), "A field name does not end.");
        if (_byName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var at))
        {
            guess = at + 1;
            return _fields[at];
        }
        if (!budget.TrySpend())
            return null;
        using var text = new LineBuffer((name.Length * 6) + 8);
        text.Add((byte)',');
        var isValid = JsonText.Write(text, name[..^1]);
        text.Add((byte)':');
        var field = new FieldShape(name.ToArray(), text.Written.ToArray(), isValid);
        _byName[field.Name] = _fields.Count;
        _fields.Add(field);
        guess = _fields.Count;
        return field;
    }
}
