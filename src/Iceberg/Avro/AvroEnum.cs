namespace Penstock.Iceberg.Avro;

internal sealed class AvroEnum(IReadOnlyList<string> symbols) : AvroType
{
    public override object Read(ref AvroDecoder decoder) =>
        decoder.Int() is >= 0 and var i && i < symbols.Count
            ? symbols[i]
            : throw new IcebergFormatException("an Avro file has a symbol that its schema lacks");

    public override void Write(AvroEncoder encoder, object? value) =>
        encoder.Long(symbols.ToList().IndexOf((string)value!));
}
