using System.Globalization;
using System.Text;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories.Processes;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Host.Doctor;

/// <summary>What this machine has: git, a sandbox, a folder to keep records in.</summary>
internal static class MachineRows
{
    private const long LeastFree = 512L << 20;

    /// <summary>Only a push needs the program: everything else is done on git's objects.</summary>
    /// <param name="pushes">Whether a push is configured.</param>
    public static async Task<DoctorRow> GitAsync(bool pushes, CancellationToken cancellationToken)
    {
        var path = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } own ? own : "/usr/local/bin:/usr/bin:/bin";
        var request = new ProcessRequest(["git", "--version"], "/", new Dictionary<string, string> { ["PATH"] = path, ["LC_ALL"] = "C" }, TimeSpan.FromSeconds(10));
        var ended = await ProcessRunner.RunAsync(request, cancellationToken);
        var said = Encoding.UTF8.GetString(ended.Output).Trim();
        const string Remedy = "Install git (Debian: apt install git).";
        return ended.ExitCode == 0 ? DoctorRow.Ok("git", said)
            : pushes ? DoctorRow.Fail(ExitCodes.Configuration, "git", "The program git does not run, and Orchestrator:Push:Remote needs it.", Remedy)
            : DoctorRow.Warn("git", "The program git does not run; runs do without it, pushes cannot.", Remedy);
    }

    /// <summary>The level of the sandbox against the one that is asked for.</summary>
    /// <param name="state">Where the answer is kept; another folder when that one cannot be written.</param>
    public static async Task<DoctorRow> SandboxAsync(string state, string minimum, CancellationToken cancellationToken)
    {
        var report = await SandboxProbe.ProbeAsync(state, cancellationToken);
        var level = report.Level.ToString().ToLowerInvariant();
        return SandboxRules.Refusal(report, minimum) is { } refusal ? DoctorRow.Fail(ExitCodes.Sandbox, "sandbox", refusal.Reason, refusal.Remedy)
            : report.Level == SandboxLevel.Full ? DoctorRow.Ok("sandbox", $"level full: {report.Bubblewrap}")
            : DoctorRow.Warn("sandbox", $"level {level}, which 'Orchestrator:Sandbox:Minimum' allows: {string.Join("; ", report.Leaks)}.", "Install bubblewrap (Debian: apt install bubblewrap), and require 'full' again.");
    }

    /// <summary>Whether records can be kept in the state folder, by keeping something there.</summary>
    public static DoctorRow State(string state)
    {
        try
        {
            PrivateFiles.CreateDirectory(state);
            var file = Path.Combine(state, $".doctor-{Environment.ProcessId}-{Guid.NewGuid():N}");
            using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                stream.Write("state"u8);
                stream.Flush(flushToDisk: true);
            }

            var free = new DriveInfo(state).AvailableFreeSpace;
            return free >= LeastFree ? DoctorRow.Ok("state", $"{state} can be written; {free >> 20:N0} MiB are free".Replace(',', '\u2009'))
                : DoctorRow.Warn("state", string.Create(CultureInfo.InvariantCulture, $"{state} can be written, but only {free >> 20} MiB are free there."), "Free some space, or name another folder in Orchestrator:StateDirectory.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return DoctorRow.Fail(ExitCodes.Configuration, "state", $"The folder of records, {state}, cannot be written: {error.Message}", "Make it writable for this user, or name another in Orchestrator:StateDirectory.");
        }
    }

    /// <summary>Whether the journal opens.</summary>
    public static async Task<DoctorRow> JournalAsync(IRunJournal journal, JournalOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await journal.ListAsync("/", 1, cancellationToken);
            return DoctorRow.Ok("journal", options.Kind);
        }
        catch (Exception error) when (error is JournalUnwritableException or JournalDamagedException or InvalidDataException)
        {
            return DoctorRow.Fail(ExitCodes.Configuration, "journal", error);
        }
    }
}
