namespace Penstock.Iceberg.Avro;

/// <summary>
/// One of several types; written are only unions of null with one other type, which is all that the table format has.
/// </summary>
internal sealed class AvroUnion(IReadOnlyList<AvroType> branches) : AvroType
{
    private readonly int _null = branches.ToList().FindIndex(b => b is AvroPrimitive { Name: "null" });

    public override object? Read(ref AvroDecoder decoder) => Branch(ref decoder).Read(ref decoder);

    public override void Skip(ref AvroDecoder decoder) => Branch(ref decoder).Skip(ref decoder);

    public override void Write(AvroEncoder encoder, object? value)
    {
        var index =
            value is null ? _null
            : _null == 0 ? 1
            : 0;
        encoder.Long(index);
        branches[index].Write(encoder, value);
    }

    private AvroType Branch(ref AvroDecoder decoder) =>
        decoder.Int() is >= 0 and var i && i < branches.Count
            ? branches[i]
            : throw new IcebergFormatException("an Avro file names a branch that its union lacks");
}
