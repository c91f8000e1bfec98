namespace Penstock.Iceberg.Avro;

/// <summary>
/// A type of an Avro schema (https://avro.apache.org/docs/1.11.1/specification/) with its encoding. Values in memory: null,
/// bool, int,
/// long, float, double, byte[] (bytes and fixed), string (also of an enum), object?[] (a record, in the order of its fields),
/// List&lt;object?&gt; (an array), Dictionary&lt;string, object?&gt; (a map).
/// </summary>
internal abstract class AvroType
{
    public abstract object? Read(ref AvroDecoder decoder);

    /// <summary>Passes over a value without making it.</summary>
    public virtual void Skip(ref AvroDecoder decoder) => Read(ref decoder);

    public abstract void Write(AvroEncoder encoder, object? value);
}
