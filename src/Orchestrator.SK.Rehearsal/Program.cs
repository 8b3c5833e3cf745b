using System.Runtime.InteropServices;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Scripts;

if (CommandLine.Parse(args, out var fault) is not { } line)
{
    await Console.Error.WriteLineAsync($"rehearsal: {fault}\n{CommandLine.Usage}");
    return 2;
}

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var options = new RehearsalOptions
    {
        Script = RehearsalScript.Load(line.Script),
        Port = line.Port,
        Latency = line.Latency,
        RecordFile = line.RecordFile,
    };
    await using var server = await RehearsalServer.StartAsync(options, stop.Token);
    Console.WriteLine(server.BaseAddress);
    await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return 0;
}
catch (Exception refused) when (refused is ScriptException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"rehearsal: {refused.Message}");
    return 2;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
