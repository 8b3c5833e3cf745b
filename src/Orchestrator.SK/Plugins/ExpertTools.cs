using Microsoft.SemanticKernel;

namespace Orchestrator.SK.Plugins;

/// <summary>Which tools a conversation gets: what the persona names, of what its kind of work allows.</summary>
internal static class ExpertTools
{
    /// <summary>The names of all tools, as <c>plugin.function</c>.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["files.list", "files.read", "files.search", "files.write", "files.edit", "files.delete", "files.move", "specs.get", "specs.search", "specs.covering", "checks.run", "report.submit", "review.submit"];

    private static readonly string[] Writing = ["files.write", "files.edit", "files.delete", "files.move", "report.submit"];

    /// <summary>The tools of an expert that works on an assignment.</summary>
    public static IReadOnlyList<KernelPlugin> ForAssignment(ExpertDesk desk, IReadOnlyList<string> allowed) =>
        Build(desk, name => name != "review.submit" && (Allows(allowed, name) || name == "report.submit"));

    /// <summary>The tools of a reviewer: it reads and runs, and changes nothing.</summary>
    public static IReadOnlyList<KernelPlugin> ForReview(ExpertDesk desk, IReadOnlyList<string> allowed) =>
        Build(desk, name => name == "review.submit" || (!Writing.Contains(name) && Allows(allowed, name)));

    /// <summary>Whether a tool may change the draft, so that others may answer something else after it; a check may be a formatter.</summary>
    public static bool Changes(string? plugin, string function) => plugin == ChecksPlugin.Name || (plugin == "files" && Writing.Contains($"{plugin}.{function}"));

    /// <summary>Whether a list such as <c>files.*, specs.get</c> holds a tool.</summary>
    public static bool Allows(IReadOnlyList<string> allowed, string name) =>
        allowed.Any(entry => entry == name || (entry.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(entry[..^1], StringComparison.Ordinal)));

    private static List<KernelPlugin> Build(ExpertDesk desk, Func<string, bool> wanted)
    {
        KernelPlugin[] all =
        [
            KernelPluginFactory.CreateFromObject(new FilesPlugin(desk), "files"),
            KernelPluginFactory.CreateFromObject(new SpecsPlugin(desk.Lookup, desk.NoteRead), "specs"),
            KernelPluginFactory.CreateFromObject(new ChecksPlugin(desk), ChecksPlugin.Name),
            KernelPluginFactory.CreateFromObject(new ReportPlugin(desk), "report"),
            KernelPluginFactory.CreateFromObject(new ReviewPlugin(desk), "review"),
        ];
        return [.. all
            .Select(plugin => KernelPluginFactory.CreateFromFunctions(plugin.Name, plugin.Where(function => wanted($"{plugin.Name}.{function.Name}"))))
            .Where(plugin => plugin.FunctionCount > 0)];
    }
}
