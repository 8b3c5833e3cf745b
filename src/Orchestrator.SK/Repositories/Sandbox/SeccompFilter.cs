using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>Assembles the filter of system calls that bubblewrap installs: classic BPF, for x86-64 and arm64.</summary>
/// <remarks>
/// Denied is what a build or a test has no use for and an attack has: other processes' memory, mounts, keys, kernel modules, new namespaces, and the parts of
/// the kernel that most of its holes were in. A denied call fails with EPERM, so that a program may go on without it. The numbers are those of the kernel's
/// system call tables.
/// </remarks>
internal static class SeccompFilter
{
    // struct seccomp_data { int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6]; }, little-endian.
    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint FirstArgumentAt = 16;
    private const uint SecondArgumentAt = 24;

    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7fff0000;
    private const uint KillProcess = 0x80000000;
    private const uint Errno = 0x00050000;
    private const uint NotPermitted = Errno | 1;
    private const uint NotImplemented = Errno | 38;
    private const uint NoSuchFamily = Errno | 97;

    // CLONE_NEWTIME shares its bit with the exit signal of clone and is asked for by unshare and clone3 only, which are denied.
    private const uint NewNamespaces = 0x7E020000;
    private const uint PushIntoTerminal = 0x5412;
    private const uint PasteIntoTerminal = 0x541C;
    private const uint X32Bit = 0x40000000;

    // Unix, IPv4, IPv6, netlink: what programs use. The rest reaches other machines' hosts (vsock) or rarely tried code of the kernel.
    private static readonly uint[] Families = [1, 2, 10, 16];

    private static readonly FrozenDictionary<Architecture, Table> Tables = new Dictionary<Architecture, Table>
    {
        [Architecture.X64] = new(0xC000003E, Fork: 56, Fork3: 435, Ioctl: 16, Socket: 41, X32: true,
        [
            101, 310, 311, 438, 440, 312, // ptrace, process_vm_readv, process_vm_writev, pidfd_getfd, process_madvise, kcmp
            165, 166, 155, 161, // mount, umount2, pivot_root, chroot
            428, 429, 430, 431, 432, 433, 442, 467, // open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, open_tree_attr
            248, 249, 250, // add_key, request_key, keyctl
            321, 298, 323, 425, 426, 427, // bpf, perf_event_open, userfaultfd, io_uring
            246, 320, 175, 313, 176, // kexec_load, kexec_file_load, init_module, finit_module, delete_module
            272, 308, // unshare, setns
            167, 168, 169, 163, 179, 443, // swapon, swapoff, reboot, acct, quotactl, quotactl_fd
            164, 227, 305, 159, // settimeofday, clock_settime, clock_adjtime, adjtimex
            303, 304, 300, 103, 212, 153, // name_to_handle_at, open_by_handle_at, fanotify_init, syslog, lookup_dcookie, vhangup
            172, 173, 154, 134, 136, 139, 180, 135, // iopl, ioperm, modify_ldt, uselib, ustat, sysfs, nfsservctl, personality
        ]),
        [Architecture.Arm64] = new(0xC00000B7, Fork: 220, Fork3: 435, Ioctl: 29, Socket: 198, X32: false,
        [
            117, 270, 271, 438, 440, 272,
            40, 39, 41, 51,
            428, 429, 430, 431, 432, 433, 442, 467,
            217, 218, 219,
            280, 241, 282, 425, 426, 427,
            104, 294, 105, 273, 106,
            97, 268,
            224, 225, 142, 89, 60, 443,
            170, 112, 266, 171,
            264, 265, 262, 116, 18, 58,
            42, 92, // nfsservctl, personality
        ]),
    }.ToFrozenDictionary();

    /// <summary>The program as the kernel takes it, or null for an architecture that it is not written for.</summary>
    public static byte[]? Assemble(Architecture architecture)
    {
        if (!Tables.TryGetValue(architecture, out Table? table))
        {
            return null;
        }
        List<Instruction> program =
        [
            new(Load, 0, 0, ArchitectureAt),
            new(JumpIfEqual, 1, 0, table.Id),
            new(Return, 0, 0, KillProcess),
            new(Load, 0, 0, NumberAt),
        ];
        if (table.X32)
        {
            // The same calls by other numbers.
            program.AddRange([new(JumpIfAtLeast, 0, 1, X32Bit), new(Return, 0, 0, NotPermitted)]);
        }
        foreach (uint call in table.Denied)
        {
            program.AddRange([new(JumpIfEqual, 0, 1, call), new(Return, 0, 0, NotPermitted)]);
        }
        // Its flags are behind a pointer that a filter cannot follow; "not implemented" makes the C library use clone.
        program.AddRange([new(JumpIfEqual, 0, 1, table.Fork3), new(Return, 0, 0, NotImplemented)]);
        program.AddRange(
        [
            new(JumpIfEqual, 0, 4, table.Fork),
            new(Load, 0, 0, FirstArgumentAt),
            new(JumpIfAnyBit, 0, 1, NewNamespaces),
            new(Return, 0, 0, NotPermitted),
            new(Return, 0, 0, Allow),
            new(JumpIfEqual, 0, 5, table.Ioctl),
            new(Load, 0, 0, SecondArgumentAt),
            new(JumpIfEqual, 1, 0, PushIntoTerminal),
            new(JumpIfEqual, 0, 1, PasteIntoTerminal),
            new(Return, 0, 0, NotPermitted),
            new(Return, 0, 0, Allow),
            new(JumpIfEqual, 0, (byte)(Families.Length + 2), table.Socket),
            new(Load, 0, 0, FirstArgumentAt),
            .. Families.Select((family, at) => new Instruction(JumpIfEqual, (byte)(Families.Length - at), 0, family)),
            new(Return, 0, 0, NoSuchFamily),
            new(Return, 0, 0, Allow),
        ]);
        return Encode(program);
    }

    private static byte[] Encode(List<Instruction> program)
    {
        byte[] bytes = new byte[program.Count * 8];
        for (int i = 0; i < program.Count; i++)
        {
            Span<byte> at = bytes.AsSpan(i * 8);
            BinaryPrimitives.WriteUInt16LittleEndian(at, program[i].Code);
            at[2] = program[i].IfTrue;
            at[3] = program[i].IfFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], program[i].Value);
        }
        return bytes;
    }

    private sealed record Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    private sealed record Table(uint Id, uint Fork, uint Fork3, uint Ioctl, uint Socket, bool X32, uint[] Denied);
}
