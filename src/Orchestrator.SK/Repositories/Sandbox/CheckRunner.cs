using Orchestrator.SK.Hosting;
using Orchestrator.SK.Repositories.Processes;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>A check to run on what a draft holds.</summary>
/// <param name="Content">What is laid out; for a commit, a draft without changes.</param>
/// <param name="Command">The program and its arguments, from the operator's configuration only.</param>
/// <param name="Timeout">After it the check is killed.</param>
/// <param name="Formats">Whether what it changes is to come back.</param>
internal sealed record CheckRequest(Draft Content, IReadOnlyList<string> Command, TimeSpan Timeout, bool Formats = false);

/// <summary>How a check ended. The exit code alone decides; the text is for readers.</summary>
/// <param name="ExitCode">127 when the program is missing, 137 when it was killed at the timeout.</param>
/// <param name="TimedOut">Whether the timeout ended it.</param>
/// <param name="OutputTail">The end of its output, at most 32 KiB, without control characters.</param>
/// <param name="LogHash">SHA-256 of the whole output, in lower-case hexadecimal.</param>
/// <param name="Duration">Of the check alone, without laying out.</param>
/// <param name="Level">How it was shut in.</param>
internal sealed record CheckResult(int ExitCode, bool TimedOut, string OutputTail, string LogHash, TimeSpan Duration, SandboxLevel Level)
{
    /// <summary>Where the tree is not what was laid out. For a formatter that ended by itself with contents, and with new files; else only what the tree holds.</summary>
    public IReadOnlyList<TreeChange> Changes { get; init; } = [];
}

/// <summary>Lays a draft out in a folder of its own, runs a check there, and removes the folder.</summary>
internal sealed class CheckRunner(SandboxReport sandbox, SandboxSettings settings)
{
    public const int MaxOutputBytes = 32 * 1024;

    // From here on an exit code says: not found, not to be run, ended by a signal.
    private const int FirstKilled = 126;

    /// <summary>Runs the check.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left running or on the disk.</exception>
    public async Task<CheckResult> RunAsync(CheckRequest request, CancellationToken cancellationToken)
    {
        using SandboxRoom room = SandboxRoom.Make(TreeLayout.SizeOf(request.Content));
        LaidTree laid = await Task.Run(() => TreeLayout.Write(request.Content, room.Tree), cancellationToken);
        SandboxSettings shown = settings.For(request.Content);
        // Held open from before the check on: whatever it does to the way there, this is the folder.
        using FolderHandle? root = OperatingSystem.IsLinux() ? FolderHandle.Open(room.Tree) : null;
        ProcessResult ended = await ProcessRunner.RunAsync(Compose(request, room, shown), cancellationToken);
        // What was killed, or still writes, may have left half a file.
        bool whole = ended is { TimedOut: false, IsGone: true, ExitCode: < FirstKilled };
        IReadOnlyList<TreeChange> changes = root is null ? []
            : await Task.Run(() => new TreeReading(laid, [.. shown.TreeFolders.Keys], request.Formats && whole).Changes(root), cancellationToken);
        string output = ProcessSecrets.Redact(PrintableText.From(ended.Output, MaxOutputBytes));
        return new CheckResult(ended.ExitCode, ended.TimedOut, output, ended.OutputHash, ended.Duration, sandbox.Level) { Changes = changes };
    }

    private ProcessRequest Compose(CheckRequest request, SandboxRoom room, SandboxSettings shown)
    {
        foreach ((string path, string folder) in shown.TreeFolders)
        {
            room.MakeTreeFolder(path, sandbox.Shape is null ? folder : null);
        }
        Dictionary<string, string> inside = shown.EnvironmentWith(sandbox.Shape is null ? room.Home : Bubblewrap.Home);
        // Looked for first: bubblewrap's own words for a missing program are no clear answer, and its exit code is not 127.
        bool found = ProgramPath.Find(request.Command[0], room.Tree, inside["PATH"]) is not null;
        if (!found || sandbox is not { Bubblewrap: { } program, Shape: { } shape })
        {
            return new ProcessRequest(request.Command, room.Tree, inside, request.Timeout, MaxOutputBytes * 2, settings.Limits.MemoryBytes);
        }
        room.HandOver(shape);
        IReadOnlyList<string> call = Bubblewrap.Compose(program, shape, shown, room, inside, request.Command);
        // Inside, bubblewrap is process 1 and its environment can be read: so it gets none but the path it needs.
        return new ProcessRequest(call, "/", new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, request.Timeout, MaxOutputBytes * 2, settings.Limits.MemoryBytes);
    }
}
