using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.SK.System.Tests.Rehearsal;

/// <summary>The npm package <c>@copilotkit/aimock</c> playing a script: an implementation of the format that is not ours.</summary>
internal sealed class AimockServer : IAsyncDisposable
{
    private const string Variable = "ORCHESTRATOR_NPM";
    private readonly Process _process;

    private AimockServer(Process process, int port)
    {
        _process = process;
        BaseAddress = new Uri($"http://127.0.0.1:{port}/v1/");
    }

    public Uri BaseAddress { get; }

    /// <param name="more">Further arguments, such as the faults that it is to bring along.</param>
    public static async Task<AimockServer> StartAsync(string script, CancellationToken cancellationToken, params IEnumerable<string> more)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("node", [Entry(), "--port", $"{port}", "--fixtures", script, "--strict", "--log-level", "silent", .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Without this it answers a turn that the script does not have with the turn before: it improvises, and a rehearsal must not.
        start.Environment["AIMOCK_STRICT_TURN_INDEX"] = "1";
        var server = new AimockServer(Process.Start(start)!, port);
        await server.WaitUntilReadyAsync(cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Entry()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.False(
            string.IsNullOrEmpty(folder),
            $"{Variable} is not set. It names the folder whose node_modules holds the packages of tests/Orchestrator.SK.System.Tests/package.json: "
            + "copy that file there, run 'npm install --no-package-lock' in it, and set the variable.");
        var entry = Path.Combine(folder!, "node_modules", "@copilotkit", "aimock", "dist", "cli.js");
        Assert.True(File.Exists(entry), $"{Variable} is '{folder}', but {entry} is not there. Run 'npm install --no-package-lock' in that folder.");
        return entry;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        while (true)
        {
            if (_process.HasExited)
            {
                Assert.Fail($"aimock ended with {_process.ExitCode}: {await _process.StandardError.ReadToEndAsync(cancellationToken)}");
            }

            try
            {
                using var response = await client.GetAsync(new Uri(BaseAddress, "models"), cancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }
}
