using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.System.Tests.Sandbox;

/// <summary>Attacks from inside the sandbox. Each runs a real check; without bubblewrap all fail and say so.</summary>
public sealed class SandboxTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("sandbox-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Probe_OnThisMachine_SaysFullAndRemembersIt()
    {
        SandboxReport first = await RequireFullAsync();
        SandboxReport second = await SandboxProbe.ProbeAsync(_state, CancellationToken.None);

        Assert.Empty(first.Leaks);
        Assert.Equal(first.Shape, second.Shape);
        Assert.Single(Directory.GetFiles(_state, "sandbox-*.json"));
    }

    [Theory]
    [InlineData("secrets of the system", "cat /etc/shadow /etc/sudoers /etc/ssh/ssh_host_rsa_key")]
    [InlineData("root's home", "ls /root")]
    [InlineData("any home but its own", "ls -A /home | grep -v '^check$'")]
    [InlineData("the user's keys", "cat ~/.ssh/id_rsa ~/.aws/credentials ~/.netrc ~/.gitconfig ~/.nuget/NuGet/NuGet.Config")]
    [InlineData("write the system", "touch /usr/x || touch /bin/x || touch /etc/x || touch /x")]
    [InlineData("write git", "touch .git/x || echo x >> .git/config")]
    [InlineData("mount", "mount -t tmpfs none /tmp || mount --bind /repo /tmp")]
    [InlineData("new user namespace", "unshare -U true || unshare -Ur true || unshare -n true")]
    [InlineData("foreign processes", "[ $(ls /proc | grep -c '^[0-9]') -gt 8 ]")]
    [InlineData("signal foreign processes", "kill -0 $HOST_PID")]
    [InlineData("become root", "su -c true || sudo -n true || setpriv --reuid=0 true")]
    [InlineData("devices of the host", "ls /dev/sda /dev/vda /dev/kmsg /dev/mem /dev/kvm /dev/fuse 2>/dev/null | grep .")]
    [InlineData("control groups", "ls /sys/fs/cgroup/* 2>/dev/null | grep .")]
    [InlineData("sockets of the host", "ls /run/* /var/run/docker.sock 2>/dev/null | grep .")]
    [InlineData("kernel log", "dmesg")]
    [InlineData("host name", "[ \"$(cat /proc/sys/kernel/hostname)\" != check ]")]
    [InlineData("capabilities", "! grep -q '^CapEff:.0*$' /proc/self/status")]
    [InlineData("privileges to gain", "! grep -q '^NoNewPrivs:.1' /proc/self/status")]
    [InlineData("unfiltered calls", "! grep -q '^Seccomp:.2' /proc/self/status")]
    [InlineData("open kernel settings for writing", "(: >> /proc/sys/kernel/printk) || (: >> /proc/sys/kernel/core_pattern) || (: >> /proc/sysrq-trigger)")]
    [InlineData("change the devices of the host", "chmod 666 /dev/null")]
    public async Task Attack_FromInside_Fails(string what, string script)
    {
        string command = script.Replace("$HOST_PID", $"{Environment.ProcessId}", StringComparison.Ordinal);
        CheckResult result = await RunAsync("sh", "-c", $"if {{ {command}; }} > out 2> err; then cat out; exit 42; fi; exit 0");
        Assert.True(result.ExitCode == 0, $"{what}: exit {result.ExitCode}: {result.OutputTail}");
    }

    [Fact]
    public async Task Network_IsNotThere_NotEvenTheHostsLoopback()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string script = $"(exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null && exit 42; (exec 3<>/dev/tcp/1.1.1.1/53) 2>/dev/null && exit 43; exit 0";

        Assert.Equal(0, (await RunAsync("bash", "-c", script)).ExitCode);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Secrets_OfOurEnvironment_CannotBeReadAnywhere()
    {
        Environment.SetEnvironmentVariable("OPENAI_API_KEY", "canary-key");

        CheckResult result = await RunAsync("sh", "-c", "env; cat /proc/*/environ | tr '\\0' '\\n'; cat /proc/*/cmdline | tr '\\0' '\\n'");

        Assert.DoesNotContain("canary-key", result.OutputTail, StringComparison.Ordinal);
        Assert.Contains("HOME=/home/check", result.OutputTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_OfAnotherProcess_IsDenied()
    {
        const string Program = "import ctypes,os,sys\n"
            + "libc=ctypes.CDLL(None,use_errno=True)\n"
            + "def call(*a):\n  r=libc.syscall(*a)\n  return ctypes.get_errno() if r<0 else 0\n"
            + "print('ptrace',call(101,0,0,0,0))\n"
            + "print('keyctl',call(250,0,-3,0))\n"
            + "print('io_uring',call(425,1,0))\n"
            + "print('bpf',call(321,0,0,0))\n"
            + "print('userfaultfd',call(323,0))\n"
            + "print('perf',call(298,0,0,0,0,0))\n"
            + "print('vsock',call(41,40,1,0))\n"
            + "print('clone-user',call(56,0x10000011,0,0,0,0))\n"
            + "print('tiocsti',call(16,0,0x5412,0))\n";
        if (global::System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture is not global::System.Runtime.InteropServices.Architecture.X64)
        {
            return;
        }

        CheckResult result = await RunAsync("/usr/bin/python3", "-c", Program);

        Assert.Equal(
            "ptrace 1\nkeyctl 1\nio_uring 1\nbpf 1\nuserfaultfd 1\nperf 1\nvsock 97\nclone-user 1\ntiocsti 1\n", result.OutputTail);
    }

    [Fact]
    public async Task Check_Inside_SeesItsTreeAndMayWriteIt()
    {
        CheckResult result = await RunAsync(
            "sh", "-c",
            "pwd; cat a.txt; ./run.sh; echo x > made && cat made; git status --porcelain; echo $HOME; id -u; touch ~/f /tmp/f && exit 9");

        Assert.Equal("/repo\none\nran\nx\n?? made\n/home/check\n1000\n", result.OutputTail);
        Assert.Equal(9, result.ExitCode);
        Assert.Equal(SandboxLevel.Full, result.Level);
    }

    [Fact]
    public async Task Dotnet_Inside_Starts()
    {
        CheckResult result = await RunAsync("dotnet", "--version");
        Assert.True(result.ExitCode == 0, result.OutputTail);
        Assert.Matches("^1[0-9]\\.", result.OutputTail);
    }

    [Fact]
    public async Task Check_PastItsTimeout_DiesWithEverythingThatLeftIt()
    {
        CheckRunner runner = new(await RequireFullAsync(), SandboxSettings.Default);
        string mark = "sleep 98" + Random.Shared.Next(1000, 9999);
        string script = $"for i in 1 2 3; do (env -i /usr/bin/setsid {mark} &) ; done; sleep 300";

        CheckResult result = await runner.RunAsync(new CheckRequest(Content(), ["sh", "-c", script], TimeSpan.FromSeconds(2)), CancellationToken.None);

        Assert.True(result.TimedOut);
        Assert.True(result.Duration < TimeSpan.FromSeconds(6), result.Duration.ToString());
        string wanted = mark.Replace(' ', '\0');
        Assert.DoesNotContain(Directory.GetDirectories("/proc"), folder => ReadCommand(folder).Contains(wanted, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("in one process", "import time\nx=bytearray(900<<20)\nfor i in range(0,len(x),4096): x[i]=1\ntime.sleep(30)")]
    [InlineData("in many processes", "import os,time\nfor n in range(8):\n  if os.fork()==0:\n    x=bytearray(100<<20)\n    for i in range(0,len(x),4096): x[i]=1\n    time.sleep(30); os._exit(0)\ntime.sleep(30)")]
    public async Task Check_ThatTakesTooMuchMemory_IsKilledAndSaysSo(string how, string program)
    {
        SandboxSettings settings = SandboxSettings.Default with { Limits = new SandboxLimits(400, 256) };
        CheckRunner runner = new(await RequireFullAsync(), settings);

        CheckResult result = await runner.RunAsync(new CheckRequest(Content(), ["/usr/bin/python3", "-c", program], TimeSpan.FromSeconds(25)), CancellationToken.None);

        Assert.False(result.TimedOut, how);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Matches("MemoryError|killed: it held [0-9]+ MiB in all, and 400 are allowed", result.OutputTail);
    }

    [Theory]
    [InlineData("processes without end", "while true; do sh -c 'sleep 5' & done")]
    [InlineData("a bomb", "b() { b | b & }; b; sleep 20")]
    [InlineData("a file without end", "yes > /tmp/f")]
    [InlineData("output without end", "yes")]
    public async Task Flood_OfAnyKind_EndsWithTheCheck(string what, string script)
    {
        SandboxSettings settings = SandboxSettings.Default with { Limits = new SandboxLimits(300, 128) };
        CheckRunner runner = new(await RequireFullAsync(), settings);

        CheckResult result = await runner.RunAsync(new CheckRequest(Content(), ["sh", "-c", script], TimeSpan.FromSeconds(3)), CancellationToken.None);

        Assert.True(result.ExitCode != 0, what);
        Assert.True(result.OutputTail.Length <= CheckRunner.MaxOutputBytes);
    }

    [Fact]
    public async Task MissingProgram_IsNamed()
    {
        CheckResult result = await RunAsync("no-such-checker");
        Assert.Equal(127, result.ExitCode);
        Assert.Contains("no-such-checker: there is no such program", result.OutputTail, StringComparison.Ordinal);
    }

    private static string ReadCommand(string folder)
    {
        try
        {
            return File.Exists(folder + "/cmdline") ? File.ReadAllText(folder + "/cmdline") : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static Draft Content()
    {
        (string Path, TreeMode Mode, byte[] Content)[] files =
            [("a.txt", TreeMode.File, "one\n"u8.ToArray()), ("run.sh", TreeMode.Executable, Encoding.UTF8.GetBytes("#!/bin/sh\necho ran\n"))];
        Dictionary<string, byte[]> blobs = files.ToDictionary(file => file.Path, file => file.Content);
        return new Draft(new TreeSnapshot(
            "base", () => [.. files.Select(file => new TreeFile(file.Path, file.Mode, file.Path, file.Content.Length))], id => blobs[id]));
    }

    private async Task<CheckResult> RunAsync(params string[] command)
    {
        CheckRunner runner = new(await RequireFullAsync(), SandboxSettings.Default);
        return await runner.RunAsync(new CheckRequest(Content(), command, TimeSpan.FromSeconds(60)), CancellationToken.None);
    }

    private async Task<SandboxReport> RequireFullAsync()
    {
        SandboxReport report = await SandboxProbe.ProbeAsync(_state, CancellationToken.None);
        Assert.True(report.Level is SandboxLevel.Full, $"The sandbox is {report.Level}: {string.Join("; ", report.Leaks)}");
        return report;
    }
}
