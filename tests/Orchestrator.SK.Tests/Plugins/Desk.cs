using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Plugins;

/// <summary>The desk of the store-backend expert over a tree in memory; tools are called as a model calls them, by name and JSON.</summary>
internal sealed class Desk : IDisposable
{
    private const string Spec = """
        # Log

        ## LOG-001: Append only
        A log only ever appends.

        ## LOG-002: History
        Old states can be read.

        ## LOG-003: Old ways [DEPRECATED]
        Not any more.
        """;

    private readonly RunRecord record;
    private readonly Kernel kernel = new();

    private Desk(RunRecord record, TreeSnapshot tree)
    {
        this.record = record;
        Own = new ExpertDesk("store-backend", "a1", new Draft(tree), record.Conversation("a1-store-backend"), ["LOG-001"])
        {
            Domains = new DomainMap([Domain.Parse("store-backend", ["src/**"]), Domain.Parse("documentation", ["docs/**"])]),
            Specs = new SpecIndex([SpecParser.Parse("sdd/specs/011-log.md", Spec)]),
            Readable = path => !path.StartsWith("secret/", StringComparison.Ordinal),
            Reserved = ["CHANGELOG.md"],
            Checks = ["test"],
            RunCheckAsync = (name, _) => Task.FromResult(new CheckRecord(name, ["sh"], 3, false, 1, "none", "", "2 tests failed")),
        };
    }

    public ExpertDesk Own { get; }

    public RunState State => record.State;

    public static async Task<Desk> OpenAsync(params (string Path, string Content)[] files)
    {
        var record = new RunRecord(NoJournal.Instance, new RunLease("run-1", 1), TimeProvider.System);
        await record.AppendAsync(new RunEvent.Accepted(new RunRequest("run-1", "BK-001", "target", "base", TimeProvider.System.GetUtcNow()), new RunLimits()), CancellationToken.None);
        await record.AppendAsync(new RunEvent.Assigned(AssignmentCause.Plan, [new Assignment("a1", "store-backend", "t", ["LOG-001"], [], [])]), CancellationToken.None);
        var desk = new Desk(record, Trees.Of(files));
        foreach (var plugin in ExpertTools.ForAssignment(desk.Own, ["files.*", "specs.*", "checks.*"]))
        {
            desk.kernel.Plugins.Add(plugin);
        }

        return desk;
    }

    /// <summary>The same desk with the tools of a reviewer.</summary>
    public Desk ForReview()
    {
        kernel.Plugins.Clear();
        foreach (var plugin in ExpertTools.ForReview(Own, ["files.*", "specs.*", "checks.*", "report.*"]))
        {
            kernel.Plugins.Add(plugin);
        }

        return this;
    }

    public IEnumerable<string> Tools => kernel.Plugins.SelectMany(plugin => plugin.Select(function => $"{plugin.Name}-{function.Name}")).Order(StringComparer.Ordinal);

    /// <summary>Calls a tool; the arguments arrive as the connector hands them over: every value as its JSON text, strings as they are.</summary>
    public async Task<string> CallAsync(string tool, object arguments)
    {
        var values = new KernelArguments();
        foreach (var property in JsonSerializer.SerializeToElement(arguments).EnumerateObject())
        {
            values[property.Name] = property.Value.ValueKind == JsonValueKind.Null ? null : property.Value.ToString();
        }

        return (await CallAsync(tool, values)).ForModel;
    }

    public Task<ToolResult> CallAsync(string tool, KernelArguments? arguments)
    {
        var parts = tool.Split('-');
        return ToolCalls.InvokeAsync(kernel, new FunctionCallContent(parts[^1], parts.Length > 1 ? parts[0] : null, "call-1", arguments), NullLogger.Instance, CancellationToken.None);
    }

    public string? Text(string path) => Own.Draft.Read(path).Text;

    public void Dispose() => record.Dispose();
}
