namespace Penstock.Sandbox.MongoDb.Storage;

/// <summary>Gathers small writes into large ones.</summary>
internal sealed class BsonBuffer(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public bool TryAdd(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - _length)
            return false;
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
        return true;
    }

    public void Clear() => _length = 0;
}
