using System.Runtime.InteropServices;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Commands;

/// <summary>Tells interrupt from termination, which the command line library does not; the second interrupt ends the process at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations;

    public Signals() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, ExitCodes.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, ExitCodes.Terminated)),
        ];

    /// <summary>The exit code that the first signal means; null while none came.</summary>
    public static int? Received { get; private set; }

    /// <summary>Where the first signal is answered; whoever owns the screen takes it over for as long as it does, or its rows would be torn.</summary>
    public static Action<string> Say { get; set; } = Console.Error.WriteLine;

    /// <summary>What is said once a stopped command has ended; a command that can be gone on with says how.</summary>
    public static string Stopped { get; set; } = "Stopped.";

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (Received is not null)
        {
            Environment.Exit(code);
        }

        Received = code;
        Say("Stopping after what is being written; Ctrl-C again aborts at once.");
        _stop.Cancel();
    }
}
