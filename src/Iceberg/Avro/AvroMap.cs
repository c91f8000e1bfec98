namespace Penstock.Iceberg.Avro;

internal sealed class AvroMap(AvroType item) : AvroType
{
    public override object Read(ref AvroDecoder decoder)
    {
        var map = new Dictionary<string, object?>();
        for (var count = decoder.BlockCount(); count > 0; count = decoder.BlockCount())
        {
            for (; count > 0; count--)
                map[decoder.Text()] = item.Read(ref decoder);
        }
        return map;
    }

    public override void Write(AvroEncoder encoder, object? value)
    {
        var map = (IReadOnlyDictionary<string, object?>)value!;
        if (map.Count > 0)
            encoder.Long(map.Count);
        foreach (var (key, entry) in map)
        {
            encoder.Text(key);
            item.Write(encoder, entry);
        }
        encoder.Long(0);
    }
}
