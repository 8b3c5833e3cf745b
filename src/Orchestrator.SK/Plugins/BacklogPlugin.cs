using System.ComponentModel;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Plugins;

/// <summary>The backlog, to be read and never written.</summary>
internal sealed class BacklogPlugin(RepositoryDocuments documents)
{
    private const int MaxListed = 200;

    [KernelFunction("list"), Description("Lists the items of the backlog: id, status, title.")]
    public ToolResult List([Description("open, done or all")] string status = "open")
    {
        if (status is not ("open" or "done" or "all"))
        {
            return new ToolResult.Refused("E_STATUS", $"there is no status '{status}'; take open, done or all.");
        }

        var items = Items().Where(item => status == "all" || status == "done" == (item.Status == ItemStatus.Done)).Select(Line).ToList();
        return new ToolResult.Answered(items.Count == 0
            ? $"No item is {status}."
            : string.Join('\n', items.Take(MaxListed)) + (items.Count > MaxListed ? $"\n… {items.Count - MaxListed} more" : ""));
    }

    [KernelFunction("show"), Description("Returns one item with its whole text.")]
    public ToolResult Show([Description("An item id such as BK-004")] string id) =>
        (documents.Backlog?.Find(id) ?? documents.Done?.Find(id)) is { } item
            ? new ToolResult.Answered($"{Line(item)}\nspecs: {(item.SpecIds.Count == 0 ? "none" : string.Join(", ", item.SpecIds))}\n{item.Body}".TrimEnd())
            : new ToolResult.Refused("E_ITEM", $"there is no item '{id}': find the right id with backlog-list.");

    /// <summary>One item as it is listed everywhere: to a model and on a screen.</summary>
    public static string Line(BacklogItem item) => $"[{item.Mark}] {item.Id} — {item.Title}{(item.Suffix.Length > 0 ? $" {item.Suffix}" : "")}";

    private IEnumerable<BacklogItem> Items() => (documents.Backlog?.Items ?? []).Concat(documents.Done?.Items ?? []);
}
