namespace Penstock.Iceberg.Avro;

internal sealed class AvroFixed(int size) : AvroType
{
    public override object Read(ref AvroDecoder decoder) => decoder.Take(size).ToArray();

    public override void Skip(ref AvroDecoder decoder) => decoder.Take(size);

    public override void Write(AvroEncoder encoder, object? value) => encoder.Raw((byte[])value!);
}
