using System.Runtime.InteropServices;

namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>struct sftp_attributes_struct of libssh 0.10 on 64-bit Linux, as far as it is read.</summary>
[StructLayout(LayoutKind.Explicit)]
internal struct SftpAttributes
{
    public const uint HasSize = 1;
    public const uint HasTimes = 8;
    public const byte RegularFile = 1;
    public const byte Directory = 2;
    public const byte SymbolicLink = 3;

    [FieldOffset(0)]
    public nint Name;

    [FieldOffset(16)]
    public uint Flags;

    [FieldOffset(20)]
    public byte Type;

    [FieldOffset(24)]
    public ulong Size;

    [FieldOffset(104)]
    public uint ModifiedAt;
}
