using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.System.Tests.Sandbox;

/// <summary>What code in a check may try against the machine, each try by itself. A try that succeeds ends with exit code 42; what matters is that none does, and that each ends.</summary>
public sealed class SandboxProbesTests : IAsyncLifetime
{
    private readonly string _state = Directory.CreateTempSubdirectory("probes-").FullName;
    private readonly List<Socket> _open = [];
    private SandboxReport? _sandbox;

    /// <summary>Name and Python program. <c>sys(n, …)</c> calls the kernel and answers the error number, 0 for success; <c>won()</c> says that the try succeeded.</summary>
    public static TheoryData<string, string> Probes => new()
    {
        { "connect to a host's TCP port", "s=socket.socket(); s.settimeout(2); s.connect(('127.0.0.1', PORT)); won()" },
        { "connect to a host's TCP port by IPv6", "s=socket.socket(socket.AF_INET6); s.settimeout(2); s.connect(('::1', PORT6)); won()" },
        { "connect to an abstract socket of the host", "s=socket.socket(socket.AF_UNIX); s.connect('\\0ABSTRACT'); won()" },
        { "connect to a socket file of the host", "s=socket.socket(socket.AF_UNIX); s.connect('SOCKET'); won()" },
        { "send a datagram out", "s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'x', ('1.1.1.1', 53)); won()" },
        { "resolve a name", "socket.getaddrinfo('example.org', 80); won()" },
        { "open a raw socket", "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); won()" },
        { "open a packet socket", "socket.socket(17, socket.SOCK_RAW, 0); won()" },
        { "open a vsock", "socket.socket(40, socket.SOCK_STREAM); won()" },
        { "talk to the kernel's crypto", "socket.socket(38, socket.SOCK_SEQPACKET); won()" },
        { "set up a network interface", "import fcntl,struct; s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM); fcntl.ioctl(s, 0x8914, struct.pack('16sh', b'lo', 0)); won()" },
        { "read the memory of the first process", "open('/proc/1/mem','rb').seek(0) ; os.pread(os.open('/proc/1/mem', os.O_RDONLY), 16, 0x400000); won()" },
        { "read the environment of the first process", "d=open('/proc/1/environ').read(); won() if 'PROBE_CANARY' in d or 'HOME' in d else None" },
        { "read a process's memory across", "won() if sys(310, 1, 0, 0, 0, 0, 0) == 0 else None" },
        { "trace a process", "won() if sys(101, 16, os.getppid(), 0, 0) == 0 else None" },
        { "compare processes", "won() if sys(312, 1, 1, 0, 0, 0) == 0 else None" },
        { "take another's descriptors", "won() if sys(438, sys_raw(434, os.getppid(), 0), 0, 0) == 0 else None" },
        { "signal a process of the host", "os.kill(HOSTPID, 0) if HOSTPID > 20 else bad(); won()" },
        { "see a process of the host", "won() if os.path.exists('/proc/HOSTPID') and HOSTPID > 20 else None" },
        { "add a key", "won() if sys(248, b'user', b'x', b'y', 1, -4) == 0 else None" },
        { "read a key", "won() if sys(250, 11, 1, 0, 0) == 0 else None" },
        { "load a BPF program", "won() if sys(321, 0, 0, 0) == 0 else None" },
        { "count events of the machine", "won() if sys(298, b'\\0'*128, 0, -1, -1, 0) == 0 else None" },
        { "set up an io_uring", "won() if sys(425, 8, b'\\0'*120) == 0 else None" },
        { "handle page faults", "won() if sys(323, 0) == 0 else None" },
        { "open a new user namespace", "won() if sys(272, 0x10000000) == 0 else None" },
        { "open a new mount namespace", "won() if sys(272, 0x00020000) == 0 else None" },
        { "clone into a user namespace", "won() if sys(56, 0x10000000 | 17, 0, 0, 0, 0) in (0,) else None" },
        { "enter another namespace", "won() if sys(308, os.open('/proc/1/ns/mnt', os.O_RDONLY), 0) == 0 else None" },
        { "mount", "won() if sys(165, b'none', b'/tmp', b'tmpfs', 0, 0) == 0 else None" },
        { "mount by the new calls", "won() if sys(430, b'tmpfs', 0) == 0 else None" },
        { "move a mount", "won() if sys(428, -100, b'/repo', 1) == 0 else None" },
        { "unmount the protected git folder", "won() if sys(166, b'/repo/.git', 2) == 0 else None" },
        { "change the root", "won() if sys(161, b'/tmp') == 0 or sys(155, b'/', b'/tmp') == 0 else None" },
        { "make a device", "os.mknod('/tmp/d', 0o60666, os.makedev(8, 0)); won()" },
        { "open a file by its handle", "won() if sys(304, -100, b'\\0'*32, 0) == 0 else None" },
        { "watch the whole system", "won() if sys(300, 0, 0) == 0 else None" },
        { "load a module", "won() if sys(175, b'x', 1, b'') == 0 or sys(313, 0, b'', 0) == 0 else None" },
        { "load another kernel", "won() if sys(246, 0, 0, 0, 0) == 0 else None" },
        { "restart the machine", "won() if sys(169, 0xfee1dead, 672274793, 0, 0) == 0 else None" },
        { "set the clock", "won() if sys(227, 0, b'\\0'*16) == 0 or sys(164, b'\\0'*16, 0) == 0 else None" },
        { "name the machine", "won() if sys(170, b'evil', 4) == 0 else None" },
        { "use swap", "won() if sys(167, b'/tmp/x', 0) == 0 else None" },
        { "read the kernel's log", "won() if sys(103, 3, b'\\0'*64, 64) == 0 else None" },
        { "reach the ports of the machine", "won() if sys(172, 3) == 0 or sys(173, 0, 1, 1) == 0 else None" },
        { "become root", "os.setresuid(0,0,0); won()" },
        { "take groups", "os.setgroups([0]); won()" },
        { "gain a capability", "won() if sys(126, b'\\x22\\x05\\x08\\x20\\0\\0\\0\\0', b'\\xff'*24) == 0 else None" },
        { "run a program with another's rights", "os.chmod(shutil.copy('/usr/bin/id','/tmp/id'), 0o4755); won() if 'euid=0' in subprocess.run(['/tmp/id'],capture_output=True,text=True).stdout else None" },
        { "type into the terminal", "import fcntl; fcntl.ioctl(0, 0x5412, b'x'); won()" },
        { "paste into the console", "import fcntl; fcntl.ioctl(os.open('/dev/tty', os.O_RDWR), 0x541C, b'\\2'); won()" },
        { "read the core of the kernel", "open('/proc/kcore','rb').read(1); won()" },
        { "read addresses of the kernel", "won() if any(int(l.split()[0],16) for l in open('/proc/kallsyms').readlines()[:50]) else None" },
        { "write settings of the kernel", "os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY); won()" },
        { "ask the kernel for keys pressed", "os.open('/proc/sysrq-trigger', os.O_WRONLY); won()" },
        { "protect itself from the memory killer", "os.write(os.open('/proc/self/oom_score_adj', os.O_WRONLY), b'-1000'); won()" },
        { "leave by the root of a process", "won() if os.path.exists('/proc/1/root/root') or os.listdir('/proc/1/root/home') != ['check'] else None" },
        { "read the shadow file", "open('/etc/shadow').read(); won()" },
        { "read keys of the operator", "won() if any(os.path.exists(p) for p in ('/root/.ssh','/root/.nuget','/root/.config','/home/check/.ssh','/run/secrets','/var/run/docker.sock','/run/user')) else None" },
        { "write the system", "[open(p+'/evil','w') for p in ('/usr','/etc','/lib','/')]; won()" },
        { "replace the git folder", "os.rename('/repo/.git','/repo/x'); won()" },
        { "write the git folder", "open('/repo/.git/hooks','w') if not os.path.isdir('/repo/.git/hooks') else open('/repo/.git/hooks/pre-commit','w'); won()" },
        { "link the git folder away", "os.link('/repo/.git/config','/repo/config'); open('/repo/config','a').write('x'); won()" },
        { "change a device's rights", "os.chmod('/dev/null', 0o600); won()" },
        { "open a disk", "won() if [d for d in os.listdir('/dev') if d.startswith(('sd','vd','nvme','mem','kmsg','kvm','fuse','loop'))] else None" },
        { "reach the control groups", "won() if os.path.isdir('/sys/fs/cgroup') and os.access('/sys/fs/cgroup', os.W_OK) else None" },
        { "run 32-bit calls around the filter", "won() if sys(0x40000000 + 101, 0, 0, 0, 0) == 0 else None" },
    };

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("PROBE_CANARY", "canary");
        _sandbox = await SandboxProbe.ProbeAsync(_state, CancellationToken.None);
        Assert.True(_sandbox.Level is SandboxLevel.Full, $"The sandbox is {_sandbox.Level}: {string.Join("; ", _sandbox.Leaks)}");
    }

    public Task DisposeAsync()
    {
        _open.ForEach(socket => socket.Dispose());
        Directory.Delete(_state, recursive: true);
        return Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Probes))]
    public async Task Probe_FromInside_DoesNotSucceed(string name, string program)
    {
        Assert.True(RuntimeInformation.ProcessArchitecture is Architecture.X64, "The numbers of the calls are those of x86-64.");

        CheckResult result = await RunAsync(Prelude + "try:\n  " + Filled(program) + "\nexcept (OSError, ValueError, IndexError) as e:\n  print('held:', e)\n");

        Assert.True(result.ExitCode == 0, $"{name}: exit code {result.ExitCode}: {result.OutputTail}");
        Assert.All(_open.Where(socket => socket.SocketType is SocketType.Stream), socket => Assert.False(socket.Poll(0, SelectMode.SelectRead), name));
    }

    [Fact]
    public async Task Probes_AskedOutside_WouldSucceed()
    {
        // So that the table cannot go blind: the same words outside of the sandbox reach what they name.
        string[] reaching = ["connect to a host's TCP port", "connect to an abstract socket of the host", "see a process of the host"];
        foreach (string name in reaching)
        {
            string program = (string)Probes.Single(row => (string)row[0] == name)[1];
            using global::System.Diagnostics.Process python = global::System.Diagnostics.Process.Start("/usr/bin/python3", ["-c", Prelude + Filled(program)]);
            Assert.True(python.WaitForExit(10_000));
            Assert.True(python.ExitCode == 42, name);
        }
    }

    private const string Prelude = "import ctypes,os,socket,shutil,subprocess,sys as _s\n"
        + "libc=ctypes.CDLL(None,use_errno=True)\n"
        + "def won():\n  print('succeeded'); _s.stdout.flush(); os._exit(42)\n"
        + "def bad():\n  raise OSError('no such number here')\n"
        + "def sys_raw(*a): return libc.syscall(*a)\n"
        + "def sys(*a):\n  r=libc.syscall(*a)\n  return ctypes.get_errno() if r<0 else 0\n";

    private string Filled(string program)
    {
        int port = Listen(new IPEndPoint(IPAddress.Loopback, 0), AddressFamily.InterNetwork);
        int port6 = program.Contains("PORT6", StringComparison.Ordinal) ? Listen(new IPEndPoint(IPAddress.IPv6Loopback, 0), AddressFamily.InterNetworkV6) : 0;
        string name = "probe-" + Guid.NewGuid().ToString("N");
        Open(new UnixDomainSocketEndPoint("\0" + name));
        Open(new UnixDomainSocketEndPoint(Path.Combine(_state, name)));
        return program.Replace("PORT6", $"{port6}", StringComparison.Ordinal).Replace("PORT", $"{port}", StringComparison.Ordinal)
            .Replace("ABSTRACT", name, StringComparison.Ordinal).Replace("SOCKET", Path.Combine(_state, name), StringComparison.Ordinal)
            .Replace("socket.AF_UNIX", "socket.AF_UNIX", StringComparison.Ordinal).Replace("HOSTPID", $"{Environment.ProcessId}", StringComparison.Ordinal);
    }

    private int Listen(IPEndPoint at, AddressFamily family)
    {
        Socket socket = new(family, SocketType.Stream, ProtocolType.Tcp);
        _open.Add(socket);
        socket.Bind(at);
        socket.Listen();
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void Open(UnixDomainSocketEndPoint at)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _open.Add(socket);
        socket.Bind(at);
        socket.Listen();
    }

    private async Task<CheckResult> RunAsync(string program)
    {
        byte[] content = Encoding.UTF8.GetBytes("one\n");
        Draft draft = new(new TreeSnapshot("base", () => [new TreeFile("a.txt", TreeMode.File, "a", content.Length)], _ => content));
        return await new CheckRunner(_sandbox!, SandboxSettings.Default).RunAsync(new CheckRequest(draft, ["/usr/bin/python3", "-c", program], TimeSpan.FromSeconds(20)), CancellationToken.None);
    }
}
