using System.ComponentModel;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Plugins;

/// <summary>The files of an expert: everything happens in its draft, behind the gate. No path that a model names is ever opened.</summary>
internal sealed partial class FilesPlugin(ExpertDesk desk)
{
    private const int MaxListed = 1_000;
    private const int MaxShown = 64 * 1024;

    private readonly WriteGate _gate = new(desk.Draft, desk.Expert, desk.Domains.OwnerOf, desk.Readable, desk.Reserved, desk.Guarded);

    [KernelFunction("list"), Description("Lists the files you may read, one path a line.")]
    public ToolResult List([Description("A glob such as src/**/*.cs; all when left out")] string pattern = "**")
    {
        if (Parse(pattern, out var glob) is { } refused)
        {
            return refused;
        }

        var paths = desk.Draft.List().Where(path => glob!.IsMatch(path) && desk.Readable(path)).ToList();
        var more = paths.Count > MaxListed ? $"\n… {paths.Count - MaxListed} more: narrow the pattern" : "";
        return new ToolResult.Answered(
            paths.Count == 0 ? $"No readable file matches {PathRules.Escape(pattern)}." : string.Join('\n', paths.Take(MaxListed).Select(Entry)) + more);
    }

    [KernelFunction("read"), Description("Reads a text file, or a range of its lines.")]
    public ToolResult Read(
        [Description("Path from the root of the repository")] string path,
        [Description("First line, from 1")] int first = 1,
        [Description("Last line; 0 reads to the end")] int last = 0)
    {
        var gate = _gate.Read(path);
        if (!gate.Ok)
        {
            return new ToolResult.Refused(gate.Code!, gate.Message);
        }

        var text = gate.Text!;
        desk.NoteSeen(gate.Path);
        if (first > 1 || last > 0)
        {
            var lines = Lines(text);
            var (from, to) = (Math.Max(1, first), last > 0 ? Math.Min(last, lines.Length) : lines.Length);
            if (from > to)
            {
                return new ToolResult.Refused("E_RANGE", $"there are no lines {first} to {last}: the file has {lines.Length} lines, and the first comes before the last.");
            }

            text = string.Join('\n', lines[(from - 1)..to]);
        }

        return new ToolResult.Answered(text.Length <= MaxShown ? text : $"{FileSearch.Cut(text, MaxShown)}\n… cut at {MaxShown} characters: read it by lines");
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

        return FileSearch.Parse(pattern, out var regex) is { } unusable
            ? new ToolResult.Refused("E_PATTERN", unusable)
            : new ToolResult.Answered(new FileSearch(desk.Draft, regex!).Run(desk.Draft.List().Where(path => glob!.IsMatch(path) && desk.Readable(path))));
    }

    private string Entry(string path) => desk.Draft.ModeOf(path) switch
    {
        TreeMode.Link => $"{path} (a link, not followed)",
        TreeMode.Submodule => $"{path} (a submodule)",
        _ => path,
    };

    // The end of the last line begins no further one.
    private static string[] Lines(string text) => (text.EndsWith('\n') ? text[..^1] : text).Split('\n');

    private static ToolResult.Refused? Parse(string pattern, out PathPattern? glob)
    {
        glob = null;
        if (pattern.Length > PathRules.MaxBytes)
        {
            return new("E_PATTERN", $"the glob is longer than {PathRules.MaxBytes} characters.");
        }

        try
        {
            glob = PathPattern.Parse(pattern);
            return null;
        }
        catch (FormatException error)
        {
            return new("E_PATTERN", PathRules.Escape(error.Message, GateResult.MaxMessage - "refused [E_PATTERN]: ".Length));
        }
    }
}
