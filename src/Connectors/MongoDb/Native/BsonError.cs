using System.Runtime.InteropServices;

namespace Penstock.Connectors.MongoDb.Native;

/// <summary><c>bson_error_t</c>: 512 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BsonError
{
    public uint Domain;
    public uint Code;
    public fixed byte Text[504];

    public string Message
    {
        get
        {
            fixed (byte* text = Text)
                return Marshal.PtrToStringUTF8((nint)text) ?? "";
        }
    }
}
