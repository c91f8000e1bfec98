namespace Penstock.Iceberg.Avro;

internal sealed class AvroArray(AvroType item) : AvroType
{
    public override object Read(ref AvroDecoder decoder)
    {
        var items = new List<object?>();
        for (var count = decoder.BlockCount(); count > 0; count = decoder.BlockCount())
        {
            for (; count > 0; count--)
                items.Add(item.Read(ref decoder));
        }
        return items;
    }

    public override void Skip(ref AvroDecoder decoder)
    {
        for (var count = decoder.Long(); count != 0; count = decoder.Long())
        {
            // A block that tells its size in bytes is passed over at once.
            if (count < 0)
                decoder.Take(decoder.Long());
            else
                for (count = decoder.Plausible(count); count > 0; count--)
                    item.Skip(ref decoder);
        }
    }

    public override void Write(AvroEncoder encoder, object? value)
    {
        var items = (IReadOnlyCollection<object?>)value!;
        if (items.Count > 0)
            encoder.Long(items.Count);
        foreach (var entry in items)
            item.Write(encoder, entry);
        encoder.Long(0);
    }
}
