using System.Buffers.Binary;
using Orchestrator.SK.Repositories.Sandbox;
using Machine = System.Runtime.InteropServices.Architecture;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>Runs the filter in a small interpreter of its language, so that it is tested where no kernel loads it.</summary>
public class SeccompFilterTests
{
    private const uint Allow = 0x7fff0000;
    private const uint NotPermitted = 0x00050001;
    private const uint X64 = 0xC000003E;
    private const uint Arm64 = 0xC00000B7;

    [Theory]
    [InlineData(0, 0, 0, Allow)] // read
    [InlineData(59, 0, 0, Allow)] // execve
    [InlineData(101, 0, 0, NotPermitted)] // ptrace
    [InlineData(165, 0, 0, NotPermitted)] // mount
    [InlineData(250, 0, 0, NotPermitted)] // keyctl
    [InlineData(425, 0, 0, NotPermitted)] // io_uring_setup
    [InlineData(272, 0, 0, NotPermitted)] // unshare
    [InlineData(321, 0, 0, NotPermitted)] // bpf
    [InlineData(0x40000000 + 59, 0, 0, NotPermitted)] // execve of the other table
    [InlineData(435, 0, 0, 0x00050026)] // clone3
    [InlineData(56, 0x003d0f00, 0, Allow)] // clone of a thread
    [InlineData(56, 0x10000000, 0, NotPermitted)] // clone with a user namespace
    [InlineData(56, 0x00020011, 0, NotPermitted)] // clone with a mount namespace
    [InlineData(16, 1, 0x5412, NotPermitted)] // TIOCSTI
    [InlineData(16, 1, 0x541C, NotPermitted)] // TIOCLINUX
    [InlineData(16, 1, 0x5401, Allow)] // TCGETS
    [InlineData(41, 1, 0, Allow)] // socket AF_UNIX
    [InlineData(41, 2, 0, Allow)] // socket AF_INET
    [InlineData(41, 10, 0, Allow)] // socket AF_INET6
    [InlineData(41, 16, 0, Allow)] // socket AF_NETLINK
    [InlineData(41, 40, 0, 0x00050061)] // socket AF_VSOCK
    [InlineData(41, 38, 0, 0x00050061)] // socket AF_ALG
    public void Filter_ForX64_Decides(uint call, uint first, uint second, uint verdict) => Assert.Equal(verdict, Run(Machine.X64, X64, call, first, second));

    [Theory]
    [InlineData(63, 0, 0, Allow)] // read
    [InlineData(221, 0, 0, Allow)] // execve
    [InlineData(117, 0, 0, NotPermitted)] // ptrace
    [InlineData(40, 0, 0, NotPermitted)] // mount
    [InlineData(220, 0x10000000, 0, NotPermitted)] // clone with a user namespace
    [InlineData(220, 0x003d0f00, 0, Allow)] // clone of a thread
    [InlineData(29, 1, 0x5412, NotPermitted)] // TIOCSTI
    [InlineData(198, 40, 0, 0x00050061)] // socket AF_VSOCK
    [InlineData(198, 2, 0, Allow)] // socket AF_INET
    public void Filter_ForArm64_Decides(uint call, uint first, uint second, uint verdict) =>
        Assert.Equal(verdict, Run(Machine.Arm64, Arm64, call, first, second));

    [Fact]
    public void Filter_OnAnotherArchitecture_Kills() => Assert.Equal(0x80000000, Run(Machine.X64, 0x40000003, 1, 0, 0));

    [Fact]
    public void Filter_ForAMachineThatItIsNotWrittenFor_IsNone() => Assert.Null(SeccompFilter.Assemble(Machine.RiscV64));

    private static uint Run(Machine machine, uint architecture, uint call, uint first, uint second)
    {
        byte[] program = SeccompFilter.Assemble(machine)!;
        Assert.True(program.Length / 8 < 4096, "the kernel takes at most 4096 instructions");
        uint loaded = 0;
        for (int at = 0; ; at++)
        {
            Span<byte> instruction = program.AsSpan(at * 8, 8);
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            bool? jump = null;
            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case 0x20:
                    loaded = value switch { 0 => call, 4 => architecture, 16 => first, 24 => second, _ => throw new InvalidOperationException($"offset {value}") };
                    break;
                case 0x15: jump = loaded == value; break;
                case 0x35: jump = loaded >= value; break;
                case 0x45: jump = (loaded & value) != 0; break;
                case 0x06: return value;
                default: throw new InvalidOperationException($"instruction {at}");
            }
            at += jump switch { true => instruction[2], false => instruction[3], null => 0 };
        }
    }
}
