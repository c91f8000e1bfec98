using System.Runtime.InteropServices;

namespace Penstock.PdfReader;

/// <summary>
/// Takes from this process what no parser needs, for good: sockets, other programs, and files to write (seccomp(2), a filter of
/// system calls, which any user may set for itself; Linux on x64 and arm64).
/// </summary>
internal static unsafe partial class Seal
{
    private const int SetNoNewPrivileges = 38;
    private const int SetModeFilter = 1;
    private const int AllThreads = 1;
    private const uint Allow = 0x7fff_0000;
    private const uint Refuse = 0x0005_0000 | 1;

    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ThirdArgumentOffset = 32;
    private const uint WriteOrCreate = 0x43;
    private const uint OtherAbi = 0x4000_0000;

    /// <summary>Whether the filter is in force; false where the kernel or the processor has none.</summary>
    public static bool TryClose()
    {
        if (Table.Find() is not { } table)
            return false;
        var program = Compile(table);
        fixed (Instruction* first = program)
        {
            var filter = new Filter { Length = (ushort)program.Length, First = first };
            return SetProcess(SetNoNewPrivileges, 1, 0, 0, 0) == 0
                && Call(table.Seccomp, SetModeFilter, AllThreads, (nint)(&filter)) == 0;
        }
    }

    private static Instruction[] Compile(Table table)
    {
        var program = new List<Instruction>
        {
            new(Load, ArchitectureOffset),
            new(JumpIfEqual, table.AuditArchitecture, 1),
            new(Return, Refuse),
            new(Load, NumberOffset),
            new(JumpIfAtLeast, OtherAbi, 0, 1),
            new(Return, Refuse),
        };
        foreach (var number in table.Refused)
        {
            program.Add(new(JumpIfEqual, number, 0, 1));
            program.Add(new(Return, Refuse));
        }
        program.AddRange([
            new(JumpIfEqual, table.OpenAt, 0, 4),
            new(Load, ThirdArgumentOffset),
            new(JumpIfAnyBit, WriteOrCreate, 0, 1),
            new(Return, Refuse),
            new(Return, Allow),
            new(Return, Allow),
        ]);
        return [.. program];
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetProcess(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, nint operation, nint flags, nint argument);

    /// <summary><c>struct sock_filter</c>.</summary>
    private readonly struct Instruction(ushort code, uint operand, byte skipIfTrue = 0, byte skipIfFalse = 0)
    {
        public readonly ushort Code = code;
        public readonly byte SkipIfTrue = skipIfTrue;
        public readonly byte SkipIfFalse = skipIfFalse;
        public readonly uint Operand = operand;
    }

    /// <summary><c>struct sock_fprog</c>.</summary>
    private struct Filter
    {
        public ushort Length;
        public Instruction* First;
    }

    /// <summary>
    /// The numbers of system calls on a processor. Refused are those that make sockets, run programs, look into other processes,
    /// open a file through another call than <c>openat</c>, or change names of files.
    /// </summary>
    private sealed record Table(uint AuditArchitecture, nint Seccomp, uint OpenAt, uint[] Refused)
    {
        // socket, connect, accept, bind, listen, socketpair, fork, vfork, execve, truncate, rename, mkdir, rmdir, creat,
        // link, unlink,
        // symlink, chmod, ptrace, mknod, open, openat's siblings by directory, accept4, process_vm_*, execveat,
        // io_uring_*, openat2
        private static readonly Table X64 = new(
            0xC000_003E,
            317,
            257,
            [
                .. new uint[] { 2, 41, 42, 43, 49, 50, 53, 57, 58, 59, 76, 82, 83, 84, 85, 86, 87, 88, 90, 101, 133 },
                .. new uint[] { 258, 259, 263, 264, 265, 266, 268, 288, 310, 311, 316, 322, 425, 426, 427, 437 },
            ]
        );

        private static readonly Table Arm64 = new(
            0xC000_00B7,
            277,
            56,
            [
                .. new uint[] { 33, 34, 35, 36, 37, 38, 45, 53, 117, 198, 199, 200, 201, 202, 203, 221 },
                .. new uint[] { 242, 270, 271, 276, 281, 425, 426, 427, 437 },
            ]
        );

        public static Table? Find() =>
            RuntimeInformation.ProcessArchitecture switch
            {
                Architecture.X64 => X64,
                Architecture.Arm64 => Arm64,
                _ => null,
            };
    }
}
