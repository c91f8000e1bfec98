namespace Penstock.Iceberg.Avro;

internal sealed class AvroRecord : AvroType
{
    private bool[]? _wanted;

    /// <summary>The fields; set once they are read, for a record may hold itself.</summary>
    public IReadOnlyList<AvroField> Fields { get; set; } = [];

    /// <summary>Reads only fields with these ids from now on; the others come as null.</summary>
    public void Want(IReadOnlySet<int> ids) => _wanted = [.. Fields.Select(f => f.Id is { } id && ids.Contains(id))];

    /// <summary>The place of the field with an id; -1 when there is none.</summary>
    public int IndexOf(int id)
    {
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Id == id)
                return i;
        }
        return -1;
    }

    public override object Read(ref AvroDecoder decoder)
    {
        var values = new object?[Fields.Count];
        decoder.Enter();
        for (var i = 0; i < values.Length; i++)
        {
            if (_wanted is null || _wanted[i])
                values[i] = Fields[i].Type.Read(ref decoder);
            else
                Fields[i].Type.Skip(ref decoder);
        }
        decoder.Leave();
        return values;
    }

    public override void Skip(ref AvroDecoder decoder)
    {
        decoder.Enter();
        foreach (var field in Fields)
            field.Type.Skip(ref decoder);
        decoder.Leave();
    }

    public override void Write(AvroEncoder encoder, object? value)
    {
        var values = (object?[])value!;
        for (var i = 0; i < values.Length; i++)
            Fields[i].Type.Write(encoder, values[i]);
    }
}
