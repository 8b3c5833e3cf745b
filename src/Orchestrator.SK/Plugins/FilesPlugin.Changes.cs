using System.ComponentModel;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Plugins;

/// <summary>What changes the draft. Each change passes the gate, names its specs, is recorded first and done second.</summary>
internal sealed partial class FilesPlugin
{
    [KernelFunction("write"), Description("Writes a whole file in your domain, new or old.")]
    public Task<ToolResult> WriteAsync(
        [Description("Path from the root of the repository")] string path,
        [Description("The whole content")] string content,
        [Description("The spec ids that this change rests on")] string[] specs,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(path, specs, text => (TextEdits.Like(text, content), null), cancellationToken);

    [KernelFunction("edit"), Description("Replaces pieces of a file in your domain; each old text must stand in the file exactly once, or nothing is changed.")]
    public Task<ToolResult> EditAsync(
        [Description("Path from the root of the repository")] string path,
        [Description("The text to replace, exactly as it stands there")] string old,
        [Description("The text to put in its place")] string @new,
        [Description("The spec ids that this change rests on")] string[] specs,
        [Description("Further replacements in the same file, done in this order after the first")] FileEdit[]? further = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(path, specs, text => Edit(path, text, [new FileEdit(old, @new), .. further ?? []]), cancellationToken);

    [KernelFunction("delete"), Description("Deletes a file in your domain.")]
    public async Task<ToolResult> DeleteAsync(
        [Description("Path from the root of the repository")] string path,
        [Description("The spec ids that this change rests on")] string[] specs,
        CancellationToken cancellationToken = default)
    {
        var gate = _gate.Delete(path);
        return !gate.Ok ? await RefuseAsync(path, gate, cancellationToken).ConfigureAwait(false)
            : Unready(specs) ?? Stale(path, gate.Path) ?? await DoAsync(
                new(desk.Conversation, desk.Assignment, gate.Path, specs, desk.Draft.Hash(gate.Path), null), $"Deleted {gate.Path}.", cancellationToken).ConfigureAwait(false);
    }

    [KernelFunction("move"), Description("Moves or renames a file within your domain; it keeps its content and mode.")]
    public async Task<ToolResult> MoveAsync(
        [Description("Path of the file")] string from,
        [Description("Its new path; nothing may stand there")] string to,
        [Description("The spec ids that this change rests on")] string[] specs,
        CancellationToken cancellationToken = default)
    {
        var (leaving, arriving) = _gate.Move(from, to);
        return !leaving.Ok ? await RefuseAsync(from, leaving, cancellationToken).ConfigureAwait(false)
            : !arriving.Ok ? await RefuseAsync(to, arriving, cancellationToken).ConfigureAwait(false)
            : Unready(specs) ?? Stale(from, leaving.Path) ?? await DoAsync(
                new(desk.Conversation, desk.Assignment, arriving.Path, specs, desk.Draft.Hash(leaving.Path), null, leaving.Path),
                $"Moved {leaving.Path} to {arriving.Path}.", cancellationToken).ConfigureAwait(false);
    }

    private static (string? Text, ToolResult.Refused? Fault) Edit(string path, string? text, IReadOnlyList<FileEdit> edits)
    {
        if (text is null)
        {
            return (null, new("E_NOTFOUND", $"there is no file '{PathRules.Escape(path)}' to edit: use files-write for a new one."));
        }

        // A member that the model leaves out arrives as null.
        if (edits.Any(edit => edit?.Old is null || edit.New is null))
        {
            return (null, new("E_ARGUMENTS", "each entry of further needs old and new."));
        }

        var (changed, fault) = TextEdits.Replace(text, edits);
        return (changed, fault is null ? null : new("E_NOMATCH", $"{fault}."));
    }

    private async Task<ToolResult> ChangeAsync(
        string path, string[] specs, Func<string?, (string? Text, ToolResult.Refused? Fault)> change, CancellationToken cancellationToken)
    {
        var gate = _gate.Write(path);
        if (!gate.Ok)
        {
            return await RefuseAsync(path, gate, cancellationToken).ConfigureAwait(false);
        }

        if ((Unready(specs) ?? Stale(path, gate.Path)) is { } unready)
        {
            return unready;
        }

        var (after, fault) = change(gate.Text);
        return fault is not null ? fault
            : ProcessSecrets.Filter.IsIn(after!) ? new ToolResult.Refused("E_SECRET", "the file would hold what looks like a key or a password: use a placeholder, or report that a person has to do it.")
            : WriteGate.Content(path, after!) is { } refused ? await RefuseAsync(path, refused, cancellationToken).ConfigureAwait(false)
            : await DoAsync(
                new(desk.Conversation, desk.Assignment, gate.Path, specs, desk.Draft.Hash(gate.Path), after),
                $"Wrote {gate.Path} ({Lines(after!).Length} lines).", cancellationToken).ConfigureAwait(false);
    }

    // Recorded first, done second: a draft is a function of the record.
    private async Task<ToolResult> DoAsync(RunEvent.FileWritten written, string answer, CancellationToken cancellationToken)
    {
        await desk.Record.AppendAsync(written, cancellationToken).ConfigureAwait(false);
        desk.Draft.Apply(written);
        desk.NoteSeen(written.Path);
        return new ToolResult.Answered(answer);
    }

    private async Task<ToolResult> RefuseAsync(string path, GateResult gate, CancellationToken cancellationToken)
    {
        await desk.Record.AppendAsync(
            new RunEvent.WriteRefused(desk.Conversation, desk.Expert, PathRules.Escape(path, 200), gate.Code!, gate.Owner ?? ""), cancellationToken).ConfigureAwait(false);
        return new ToolResult.Refused(gate.Code!, gate.Message);
    }

    // Whoever writes must know what stands there: a formatter may have changed it since.
    private ToolResult.Refused? Stale(string given, string path) => desk.HasChangedSinceSeen(path)
        ? new(GateCode.Conflict, WriteGate.Refuse(given, GateCode.Conflict, "it changed since you read it: read it again").Message)
        : null;

    private ToolResult.Refused? Unready(string[] specs)
    {
        var state = desk.Record.State;
        
        // What the record has was counted when it was done.
        return desk.Record.Next is not RunEvent.FileWritten && state.Writes.Count >= state.Limits.MaxWrites
            ? new("E_LIMIT", $"the {state.Limits.MaxWrites} writes of this run are used up (Orchestrator:Limits:MaxWrites): hand in your report with what is missing.")
            : SpecFault(specs);
    }

    private ToolResult.Refused? SpecFault(string[] specs)
    {
        if (specs.Length == 0 || specs.Any(string.IsNullOrWhiteSpace))
        {
            return new("E_SPEC", "name the spec ids that this change rests on; every line traces to a spec.");
        }

        if (specs.FirstOrDefault(spec => !desk.Specs.Contains(spec)) is { } unknown)
        {
            return new("E_SPEC", $"there is no spec '{PathRules.Escape(unknown)}': find the right id with specs-search.");
        }

        if (specs.FirstOrDefault(spec => desk.Specs.Find(spec) is { Deprecated: true }) is { } old)
        {
            return new("E_SPEC", $"{old} is deprecated and covers nothing: find the one in force with specs-search.");
        }

        return specs.FirstOrDefault(spec => !desk.HasRead(spec)) is { } unread
            ? new("E_SPEC_UNREAD", $"read {unread} with specs-get before you write from it.")
            : null;
    }
}
