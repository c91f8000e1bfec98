using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// The few calls of Linux that the class library has no name for: rename without overwriting, fsync of folders and file
/// systems, extended attributes.
/// </summary>
internal static partial class PosixFiles
{
    private const int AtCurrentFolder = -100;
    private const uint RenameNoReplace = 1;
    private const int ReadOnlyFolder = 0x10000 | 0x80000;

    private enum Errno
    {
        Exists = 17,
        CrossDevice = 18,
        Invalid = 22,
        NoSpace = 28,
        NoData = 61,
        NotSupported = 95,
    }

    /// <summary>Renames, replacing what is there, or refusing to. Atomic either way.</summary>
    /// <returns>False when the target is there and must not be replaced.</returns>
    /// <exception cref="DirectoryNotFoundException">The target's folder is not there.</exception>
    public static bool Rename(string from, string to, bool replace)
    {
        if (RenameAt2(AtCurrentFolder, from, AtCurrentFolder, to, replace ? 0 : RenameNoReplace) == 0)
            return true;
        var error = (Errno)Marshal.GetLastPInvokeError();
        if (error == Errno.Exists && !replace)
            return false;
        // File systems such as NFS know no such flag, but a hard link is as atomic.
        if (error == Errno.Invalid && !replace)
        {
            if (Link(from, to) == 0)
            {
                File.Delete(from);
                return true;
            }
            error = (Errno)Marshal.GetLastPInvokeError();
            if (error == Errno.Exists)
                return false;
        }
        throw Fault(error, to);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void SyncFolder(string folder)
    {
        using var opened = OpenFolder(folder);
        if (Fsync(opened) != 0)
            throw Fault((Errno)Marshal.GetLastPInvokeError(), folder);
    }

    /// <summary>Opens a folder to sync it or its file system.</summary>
    public static SafeFileHandle OpenFolder(string folder)
    {
        var opened = Open(folder, ReadOnlyFolder);
        if (!opened.IsInvalid)
            return opened;
        var error = (Errno)Marshal.GetLastPInvokeError();
        opened.Dispose();
        throw Fault(error, folder);
    }

    /// <summary>Makes everything written to the file system of an open folder durable.</summary>
    public static void SyncFileSystem(SafeFileHandle opened, string folder)
    {
        if (SyncFs(opened) != 0)
            throw Fault((Errno)Marshal.GetLastPInvokeError(), folder);
    }

    /// <summary>Stores text with a file; it travels with renames.</summary>
    public static void SetAttribute(string path, string name, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        if (SetXattr(path, name, bytes, bytes.Length, 0) == 0)
            return;
        var error = (Errno)Marshal.GetLastPInvokeError();
        throw error == Errno.NotSupported
            ? new PenstockException(
                "The file system keeps no extended attributes",
                path,
                "Nothing was written",
                "move the lake to a folder on ext4, xfs, btrfs or a tmpfs of Linux 6.6 and later"
            )
            : Fault(error, path);
    }

    /// <summary>Reads what <see cref="SetAttribute"/> stored, or null.</summary>
    public static string? GetAttribute(string path, string name)
    {
        var bytes = new byte[4_096];
        var length = GetXattr(path, name, bytes, bytes.Length);
        if (length >= 0)
            return Encoding.UTF8.GetString(bytes, 0, (int)length);
        var error = (Errno)Marshal.GetLastPInvokeError();
        return error is Errno.NoData or Errno.NotSupported ? null : throw Fault(error, path);
    }

    private static Exception Fault(Errno error, string path)
    {
        var text = $"{Marshal.GetPInvokeErrorMessage((int)error)}: '{path}'";
        return error switch
        {
            (Errno)2 or (Errno)20 => new DirectoryNotFoundException(text),
            (Errno)21 or (Errno)39 => new IOException(text, (int)error),
            Errno.CrossDevice => new CrossDeviceException(text),
            (Errno)1 or (Errno)13 => new UnauthorizedAccessException(text),
            _ => new IOException(text, (int)error),
        };
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle opened);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(SafeFileHandle opened);

    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetXattr(string path, string name, byte[] value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetXattr(string path, string name, [Out] byte[] value, nint size);
}
