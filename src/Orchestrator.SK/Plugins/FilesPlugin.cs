using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Plugins;

/// <summary>The files of an expert: everything happens in its draft, behind the gate. No path that a model names is ever opened.</summary>
internal sealed class FilesPlugin(ExpertDesk desk)
{
    private const int MaxListed = 1_000;
    private const int MaxFound = 200;
    private const int MaxShown = 64 * 1024;

    [KernelFunction("list"), Description("Lists the files you may read, one path a line.")]
    public ToolResult List([Description("A glob such as src/**/*.cs; all when left out")] string pattern = "**")
    {
        if (Parse(pattern, out var glob) is { } refused)
        {
            return refused;
        }

        var paths = desk.Draft.List().Where(path => glob!.IsMatch(path) && desk.Readable(path)).ToList();
        var more = paths.Count > MaxListed ? $"\n… {paths.Count - MaxListed} more: narrow the pattern" : "";
        return new ToolResult.Answered(paths.Count == 0 ? $"No readable file matches {pattern}." : string.Join('\n', paths.Take(MaxListed)) + more);
    }

    [KernelFunction("read"), Description("Reads a text file, or a range of its lines.")]
    public ToolResult Read(
        [Description("Path from the root of the repository")] string path,
        [Description("First line, from 1")] int first = 1,
        [Description("Last line; 0 reads to the end")] int last = 0)
    {
        var gate = WriteGate.CheckRead(desk.Draft, path, desk.Readable);
        if (!gate.Ok)
        {
            return new ToolResult.Refused(gate.Code!, gate.Message);
        }

        var text = gate.Text!;
        if (first > 1 || last > 0)
        {
            var lines = text.Split('\n');
            var (from, to) = (Math.Max(1, first), last > 0 ? Math.Min(last, lines.Length) : lines.Length);
            if (from > to)
            {
                return new ToolResult.Refused("E_RANGE", $"there are no lines {first} to {last}: the file has {lines.Length} lines, and the first comes before the last.");
            }

            text = string.Join('\n', lines[(from - 1)..to]);
        }

        return new ToolResult.Answered(text.Length <= MaxShown ? text : $"{text[..MaxShown]}\n… cut at {MaxShown} characters: read it by lines");
    }

    [KernelFunction("search"), Description("Searches the files you may read with a regular expression; answers path:line: text.")]
    public ToolResult Search(
        [Description("A regular expression without lookaround and backreferences")] string pattern,
        [Description("A glob that narrows the files")] string paths = "**")
    {
        if (Parse(paths, out var glob) is { } refused)
        {
            return refused;
        }

        Regex regex;
        try
        {
            // Linear in the text, whatever the pattern: both come from strangers.
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return new ToolResult.Refused("E_PATTERN", $"the pattern cannot be used: {error.Message}");
        }

        var found = Matches(regex, glob!).Take(MaxFound + 1).ToList();
        var more = found.Count > MaxFound ? $"\n… more than {MaxFound} lines: narrow the search" : "";
        return new ToolResult.Answered(found.Count == 0 ? "Nothing found." : string.Join('\n', found.Take(MaxFound)) + more);
    }

    [KernelFunction("write"), Description("Writes a whole file in your domain, new or old.")]
    public Task<ToolResult> WriteAsync(
        [Description("Path from the root of the repository")] string path,
        [Description("The whole content")] string content,
        [Description("The spec ids that this change rests on")] string[] specs,
        CancellationToken cancellationToken = default) => ChangeAsync(path, text => Like(text, content), specs, cancellationToken);

    [KernelFunction("edit"), Description("Replaces one piece of a file in your domain; the old text must stand in the file exactly once.")]
    public Task<ToolResult> EditAsync(
        [Description("Path from the root of the repository")] string path,
        [Description("The text to replace, exactly as it stands there")] string old,
        [Description("The text to put in its place")] string @new,
        [Description("The spec ids that this change rests on")] string[] specs,
        CancellationToken cancellationToken = default) => ChangeAsync(path, text => Replace(path, text, old, @new), specs, cancellationToken);

    private static object Replace(string path, string? text, string old, string @new)
    {
        if (text is null)
        {
            return new ToolResult.Refused("E_NOTFOUND", $"there is no file '{path}' to edit: use files-write for a new one.");
        }

        (old, @new) = (WithLineEnds(text, old), WithLineEnds(text, @new));
        var at = old.Length == 0 ? -1 : text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? new ToolResult.Refused("E_NOMATCH", "the old text does not stand in the file: read it again and copy the text exactly.")
            : text.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0 ? new ToolResult.Refused("E_NOMATCH", "the old text stands in the file more than once: take more lines around it.")
            : string.Concat(text.AsSpan(0, at), @new, text.AsSpan(at + old.Length));
    }

    // A file that is written anew keeps its byte order mark and its line ends: a model has seen neither.
    private static string Like(string? text, string content) =>
        text is null ? content
        : text.StartsWith('\uFEFF') && !content.StartsWith('\uFEFF') ? '\uFEFF' + WithLineEnds(text, content)
        : WithLineEnds(text, content);

    // Models speak LF; a file keeps the line ends that it has.
    private static string WithLineEnds(string text, string piece) =>
        text.Contains("\r\n", StringComparison.Ordinal) && !piece.Contains('\r', StringComparison.Ordinal) ? piece.Replace("\n", "\r\n", StringComparison.Ordinal) : piece;

    // The change gives the new text, or a refusal.
    private async Task<ToolResult> ChangeAsync(string path, Func<string?, object> change, string[] specs, CancellationToken cancellationToken)
    {
        var gate = WriteGate.Check(desk.Draft, path, "", desk.Domains.OwnerOf, desk.Expert, desk.Reserved);
        if (!gate.Ok)
        {
            return await RefuseAsync(path, gate, cancellationToken).ConfigureAwait(false);
        }

        if (SpecFault(specs) is { } fault)
        {
            return fault;
        }

        var before = desk.Draft.Read(gate.Path);
        if (before.Fault is not (TextFault.None or TextFault.Missing))
        {
            return new ToolResult.Refused("E_ENCODING", $"'{gate.Path}' is no UTF-8 text, and is not touched.");
        }

        var changed = change(before.Text);
        if (changed is not string after)
        {
            return (ToolResult)changed;
        }

        gate = WriteGate.Check(desk.Draft, path, after, desk.Domains.OwnerOf, desk.Expert, desk.Reserved);
        if (!gate.Ok)
        {
            return await RefuseAsync(path, gate, cancellationToken).ConfigureAwait(false);
        }

        // Recorded first, written second: a draft is a function of the record.
        await desk.Record.AppendAsync(
            new RunEvent.FileWritten(desk.Conversation, desk.Assignment, gate.Path, specs, before.Text is { } text ? Hash(text) : null, after), cancellationToken).ConfigureAwait(false);
        desk.Draft.Write(gate.Path, after);
        return new ToolResult.Answered($"Wrote {gate.Path} ({after.Count(c => c == '\n')} lines).");
    }

    private async Task<ToolResult> RefuseAsync(string path, GateResult gate, CancellationToken cancellationToken)
    {
        await desk.Record.AppendAsync(
            new RunEvent.WriteRefused(desk.Conversation, desk.Expert, PathRules.Escape(path, 200), gate.Code!, gate.Owner ?? ""), cancellationToken).ConfigureAwait(false);
        return new ToolResult.Refused(gate.Code!, gate.Owner is { } owner && owner != desk.Expert
            ? $"{gate.Message} Put it into the handovers of your report, with what {owner} has to change there."
            : gate.Message);
    }

    private ToolResult.Refused? SpecFault(string[] specs)
    {
        if (specs.Length == 0 || specs.Any(string.IsNullOrWhiteSpace))
        {
            return new("E_SPEC", "name the spec ids that this change rests on; every line traces to a spec.");
        }

        if (specs.FirstOrDefault(spec => !desk.Specs.Contains(spec)) is { } unknown)
        {
            return new("E_SPEC", $"there is no spec '{unknown}': find the right id with specs-search.");
        }

        if (specs.FirstOrDefault(spec => desk.Specs.Find(spec) is { Deprecated: true }) is { } old)
        {
            return new("E_SPEC", $"{old} is deprecated and covers nothing: find the one in force with specs-search.");
        }

        return specs.FirstOrDefault(spec => !desk.HasRead(spec)) is { } unread
            ? new("E_SPEC_UNREAD", $"read {unread} with specs-get before you write from it.")
            : null;
    }

    private IEnumerable<string> Matches(Regex regex, PathPattern glob)
    {
        foreach (var path in desk.Draft.List().Where(path => glob.IsMatch(path) && desk.Readable(path)))
        {
            // What is binary or too large holds nothing to show.
            var lines = desk.Draft.Read(path).Text?.Split('\n') ?? [];
            for (var i = 0; i < lines.Length; i++)
            {
                var line = lines[i].TrimEnd('\r');
                if (regex.IsMatch(line))
                {
                    yield return $"{path}:{i + 1}: {(line.Length > 300 ? line[..300] + "…" : line)}";
                }
            }
        }
    }

    private static ToolResult.Refused? Parse(string pattern, out PathPattern? glob)
    {
        try
        {
            glob = PathPattern.Parse(pattern);
            return null;
        }
        catch (FormatException error)
        {
            glob = null;
            return new("E_PATTERN", error.Message);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
