using LibGit2Sharp;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Host.Worker;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Host.Commands;

/// <summary>Which exit code a fault means, and what is printed. Only a bug of ours shows where it happened, and that goes into a file.</summary>
internal static class ProgramFaults
{
    public static async Task<int> GuardAsync(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (OperationCanceledException) when (Signals.Received is { } code)
        {
            await Console.Error.WriteLineAsync(Signals.Stopped);
            return code;
        }
        catch (Exception error) when (ExitCode(error) is not null)
        {
            await Console.Error.WriteLineAsync(ProcessSecrets.Redact(Message(error)));
            return ExitCode(error)!.Value;
        }
        catch (Exception error)
        {
            var path = Path.Combine(Path.GetTempPath(), $"orchestrator-crash-{DateTimeOffset.UtcNow:yyyyMMddHHmmss}-{Environment.ProcessId}.txt");
            await WriteReportAsync(path, ProcessSecrets.Redact(error.ToString()));
            await Console.Error.WriteLineAsync($"A bug of orchestrator: {ProcessSecrets.Redact(error.Message)}\nThe crash report is in {path}; it may hold text of your repository, so read it before you send it.");
            return ExitCodes.Bug;
        }
    }

    // The temporary folder is everybody's: the report is the user's alone, and a link that somebody laid there is not followed.
    private static async Task WriteReportAsync(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(text);
    }

    /// <summary>The exit code and the words of a fault that a person can do something about; null for a bug.</summary>
    public static (int Code, string Message)? Describe(Exception error) => ExitCode(error) is { } code ? (code, ProcessSecrets.Redact(Message(error))) : null;

    /// <summary>The exit code of a fault that is not a bug of ours; null for a bug.</summary>
    public static int? ExitCode(Exception error) => error switch
    {
        OptionsValidationException or SettingsException or PromptException => ExitCodes.Configuration,
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => ExitCodes.Configuration,
        UsageException or RunNotResumableException or RunBusyException => ExitCodes.Usage,
        ClaimsMissingException => ExitCodes.NotVerified,
        SandboxRefusedException => ExitCodes.Sandbox,
        UntrustedSettingsException => ExitCodes.NeedsInput,
        RunDivergedException or JournalDamagedException or JournalUnwritableException => ExitCodes.Configuration,
        QueueTakenException => ExitCodes.Configuration,
        InvalidDataException => ExitCodes.Configuration,
        NoEndpointException or ModelCallException or RunLeftException => ExitCodes.Endpoint,
        RepositoryRefusedException or LeaseLostException => ExitCodes.Repository,
        LibGit2SharpException => ExitCodes.Configuration,
        _ => null,
    };

    public static string Message(Exception error) => error switch
    {
        OptionsValidationException invalid => string.Join('\n', invalid.Failures),
        InvalidOperationException or InvalidDataException => (error.InnerException is null ? error.Message : $"{error.Message} {error.GetBaseException().Message}") + "\n'orchestrator config show' prints every key with its value and source.",
        // What can be read of somebody's repository is told apart before; an object or a reference that is broken shows anywhere.
        LibGit2SharpException => $"A git repository is damaged: {error.Message}. Where 'git fsck' finds nothing in yours, it is the copy that is kept of it: move the folder 'repositories' of the state directory away "
            + "('orchestrator doctor' says where that is), and 'orchestrator runs resume' makes what it needs again from the record.",
        _ => error.Message,
    };
}
