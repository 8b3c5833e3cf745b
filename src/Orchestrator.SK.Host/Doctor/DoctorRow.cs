using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Doctor;

internal enum Health
{
    Ok,

    /// <summary>Runs go on, with less: what is less is said.</summary>
    Warn,

    /// <summary>No run would get far.</summary>
    Fail,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Subject">What, in a word or two.</param>
/// <param name="Found">What is the case.</param>
/// <param name="Remedy">What to do about it; null when there is nothing to do.</param>
/// <param name="ExitCode">What a run would end with because of it; 0 unless it fails.</param>
internal sealed record DoctorRow(string Subject, Health Health, string Found, string? Remedy = null, int ExitCode = ExitCodes.Success)
{
    public static DoctorRow Ok(string subject, string found) => new(subject, Health.Ok, found);

    public static DoctorRow Warn(string subject, string found, string remedy) => new(subject, Health.Warn, found, remedy);

    public static DoctorRow Fail(int exitCode, string subject, string found, string? remedy = null) => new(subject, Health.Fail, found, remedy, exitCode);

    /// <summary>What a fault says, split where it says what to do.</summary>
    public static DoctorRow Fail(int exitCode, string subject, Exception fault) => Fail(exitCode, subject, Commands.ProgramFaults.Message(fault));
}

/// <summary>What the calls to one model took.</summary>
/// <param name="Cost">US dollars; null when the price is not known.</param>
internal sealed record TrialBill(string Model, int Calls, long InputTokens, long OutputTokens, decimal? Cost);

/// <summary>Everything that was looked at, in order.</summary>
internal sealed record DoctorReport(IReadOnlyList<DoctorRow> Rows, IReadOnlyList<TrialBill> Bills)
{
    // What stands first makes the rest unreachable: without settings there is no sandbox to speak of, without a sandbox no run that would need an endpoint.
    private static readonly int[] WorstFirst = [ExitCodes.Configuration, ExitCodes.Sandbox, ExitCodes.Endpoint, ExitCodes.Repository];

    public int ExitCode => WorstFirst.FirstOrDefault(code => Rows.Any(row => row.Health == Health.Fail && row.ExitCode == code));

    public int Count(Health health) => Rows.Count(row => row.Health == health);
}
