using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Reports;

/// <summary>Where the pull request of a run goes: into a folder as files, or to a forge as a draft. Done twice, it is there once.</summary>
internal sealed class PullRequestOutlet(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The outlet that is a forge; every other is a folder.</summary>
    public const string Forge = "gh";

    /// <summary>Finds out before a run what would keep its pull request from coming out after it.</summary>
    /// <exception cref="UsageException">The folder cannot be written into, or nothing is pushed to the forge.</exception>
    /// <exception cref="RepositoryRefusedException">There is no <c>gh</c>.</exception>
    public void Require(string outlet, string remote)
    {
        if (outlet != Forge)
        {
            Write(outlet, () => Directory.CreateDirectory(Path.Combine(outlet, ".probe")).Delete());
        }
        else if (remote.Length == 0)
        {
            throw new UsageException("A draft is opened for a branch that was pushed: say where to with --push REMOTE, or take the files with --pull-request DIR.");
        }
        else
        {
            ForgeRequest.Require(environment);
        }
    }

    /// <summary>Compiles the pull request of a finished run.</summary>
    /// <exception cref="ClaimsMissingException">The record does not carry a claim.</exception>
    public static PullRequest Compile(IReadOnlyList<RunEntry> entries) => PullRequestCompiler.Compile(entries, EntryJson.Line) switch
    {
        { Request: { } request } => request,
        var compiled => throw new ClaimsMissingException(entries[0].RunId, compiled.Faults),
    };

    /// <summary>Opens the draft, or finds the one that is open; returns its address.</summary>
    /// <exception cref="RepositoryRefusedException">There is no <c>gh</c>, or it did not open one.</exception>
    public async Task<string> OpenAsync(string remote, PullRequest request, CancellationToken cancellationToken)
    {
        using var scratch = ScratchFolder.Make("pull-request");
        var body = Path.Combine(scratch.Root, "pull-request.md");
        await File.WriteAllTextAsync(body, PullRequestMarkdown.Render(request), cancellationToken);
        return await ForgeRequest.OpenAsync(remote, request.Branch, request.Title, body, environment, cancellationToken);
    }

    /// <summary>Opens the draft of a run that pushed its branch, where the settings ask for one; null where they do not, or nothing was pushed.</summary>
    public async Task<string?> OpenAfterPushAsync(RunState state, PushOptions push, IRunJournal journal, CancellationToken cancellationToken) =>
        push.PullRequest && state.Pushed is { } pushed ? await OpenAsync(pushed.Remote, Compile(await journal.ReadAsync(state.Request!.RunId, 0, cancellationToken)), cancellationToken) : null;

    /// <summary>Writes <c>pull-request.md</c>, <c>pull-request.json</c> and <c>delivery.patch</c>.</summary>
    /// <param name="location">The private repository, which has the commit.</param>
    /// <exception cref="UsageException">The folder cannot be written into.</exception>
    public static async Task WriteAsync(string folder, string location, PullRequest request, CancellationToken cancellationToken)
    {
        Write(folder, () =>
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "pull-request.md"), PullRequestMarkdown.Render(request));
            File.WriteAllText(Path.Combine(folder, "pull-request.json"), $"{PullRequestJson.Write(request)}\n");
        });
        await MailPatch.WriteAsync(location, request.Commit, Path.Combine(folder, "delivery.patch"), cancellationToken);
    }

    private static void Write(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{folder}' cannot be written into: {fault.Message} Name another folder for the pull request.");
        }
    }
}

/// <summary>A pull request whose record does not carry what it would say.</summary>
internal sealed class ClaimsMissingException(string runId, IReadOnlyList<ClaimFault> faults)
    : Exception($"Run {runId} has no pull request, for its record does not carry these claims:\n{string.Join('\n', faults.Select(fault => EventText.Safe($"  {fault.Claim}: {fault.Reason}.")))}");
