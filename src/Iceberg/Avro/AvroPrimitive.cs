namespace Penstock.Iceberg.Avro;

internal sealed class AvroPrimitive(string name) : AvroType
{
    public static readonly IReadOnlySet<string> Names = new HashSet<string>
    {
        "null",
        "boolean",
        "int",
        "long",
        "float",
        "double",
        "bytes",
        "string",
    };

    public string Name => name;

    public override object? Read(ref AvroDecoder decoder) =>
        name switch
        {
            "null" => null,
            "boolean" => decoder.Boolean(),
            "int" => decoder.Int(),
            "long" => decoder.Long(),
            "float" => decoder.Float(),
            "double" => decoder.Double(),
            "bytes" => decoder.Bytes().ToArray(),
            _ => decoder.Text(),
        };

    public override void Skip(ref AvroDecoder decoder)
    {
        if (name is "bytes" or "string")
            decoder.Bytes();
        else
            Read(ref decoder);
    }

    public override void Write(AvroEncoder encoder, object? value)
    {
        switch (name)
        {
            case "null":
                break;
            case "boolean":
                encoder.Boolean((bool)value!);
                break;
            case "int" or "long":
                encoder.Long(Convert.ToInt64(value, null));
                break;
            case "float":
                encoder.Float((float)value!);
                break;
            case "double":
                encoder.Double((double)value!);
                break;
            case "bytes":
                encoder.Bytes((byte[])value!);
                break;
            default:
                encoder.Text((string)value!);
                break;
        }
    }
}
