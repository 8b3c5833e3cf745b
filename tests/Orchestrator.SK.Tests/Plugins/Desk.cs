using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using OpenAI.Chat;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Lookup;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Stages;
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

    private static readonly DomainMap Shipped = new([Domain.Parse("store-backend", ["src/**"]), Domain.Parse("documentation", ["docs/**"])]);

    private readonly RunRecord record;
    private readonly Memory journal;
    private readonly Kernel kernel = new();

    private Desk(RunRecord record, Memory journal, TreeSnapshot tree, Func<string, bool> readable)
    {
        (this.record, this.journal) = (record, journal);
        Own = new ExpertDesk("store-backend", "a1", new Draft(tree), record.Conversation("a1-store-backend"), ["LOG-001"])
        {
            Domains = Shipped,
            Specs = new SpecIndex([SpecParser.Parse("sdd/specs/011-log.md", Spec)]),
            Lookup = SpecLookup.Open(Trees.Of(("sdd/specs/011-log.md", Spec), ("src/log.txt", "")), null, null, _ => { }),
            Readable = readable,
            Reserved = ["CHANGELOG.md"],
            Checks = ["test"],
            Awaited = output => output.Contains("IHistory", StringComparison.Ordinal) ? [new AwaitedPart("extension", "a2", ["IHistory"])] : [],
            RunCheckAsync = (name, _) => Task.FromResult(new CheckOutcome(new CheckRecord(name, ["sh"], 3, false, 1, "none", "", CheckOutput), Formatted)),
        };
    }

    public ExpertDesk Own { get; }

    public string CheckOutput { get; set; } = "2 tests failed";

    /// <summary>What the next check leaves changed, as a formatter does.</summary>
    public IReadOnlyList<TreeChange> Formatted { get; set; } = [];

    public RunState State => record.State;

    /// <summary>The tools as a conversation has them.</summary>
    public Kernel Kernel => kernel;

    /// <summary>Told each event once it is recorded.</summary>
    public Action<RunEvent>? Recorded { get; set; }

    /// <summary>What was recorded, as a journal gives it back.</summary>
    public IReadOnlyList<RunEvent> Events => journal.Events;

    public static Task<Desk> OpenAsync(params (string Path, string Content)[] files) =>
        OpenAsync(Trees.Of(files), path => !path.StartsWith("secret/", StringComparison.Ordinal));

    public static async Task<Desk> OpenAsync(TreeSnapshot tree, Func<string, bool> readable, RunLimits? limits = null)
    {
        var journal = new Memory();
        Desk? desk = null;
        var record = new RunRecord(journal, new RunLease("run-1", 1), TimeProvider.System) { Observer = entry => desk?.Recorded?.Invoke(entry.Event) };
        await record.AppendAsync(new RunEvent.Accepted(new RunRequest("run-1", "BK-001", "target", "base", TimeProvider.System.GetUtcNow()), limits ?? new RunLimits()), CancellationToken.None);
        await record.AppendAsync(new RunEvent.Assigned(AssignmentCause.Plan, [new Assignment("a1", "store-backend", "t", ["LOG-001"], [], [])]), CancellationToken.None);
        desk = new Desk(record, journal, tree, readable);
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

    /// <summary>Calls a tool with arguments as a model writes them.</summary>
    public async Task<string> CallAsync(string tool, object arguments) => (await CallRawAsync(tool, arguments as string ?? JsonSerializer.Serialize(arguments))).ForModel;

    public Task<ToolResult> CallAsync(string tool, KernelArguments arguments) => CallRawAsync(tool, ModelJson.Of(arguments.Select(argument => (argument.Key, argument.Value))));

    public Task<ToolResult> CallRawAsync(string tool, string arguments)
    {
        var parts = tool.Split('-');
        return ToolCalls.InvokeAsync(
            kernel,
            new FunctionCallContent(parts[^1], parts.Length > 1 ? parts[0] : null, "call-1") { InnerContent = ChatToolCall.CreateFunctionToolCall("call-1", tool, BinaryData.FromString(arguments)) },
            NullLogger.Instance,
            CancellationToken.None);
    }

    /// <summary>The draft that the journal tells of.</summary>
    public Draft Replayed()
    {
        var draft = new Draft(Own.Draft.Base);
        foreach (var written in Events.OfType<RunEvent.FileWritten>())
        {
            draft.Apply(written);
        }

        return draft;
    }

    public string? Text(string path) => Own.Draft.Read(path).Text;

    public void Dispose() => record.Dispose();

    private sealed class Memory : IRunJournal
    {
        public List<RunEvent> Events { get; } = [];

        public Task<RunLease> BeginAsync(string runId, string repository, CancellationToken cancellationToken) => Task.FromResult(new RunLease(runId, 1));

        public Task AppendAsync(RunLease lease, RunEntry entry, CancellationToken cancellationToken)
        {
            var body = EntryJson.Body(entry.Event);
            Events.Add(EntryJson.Event(body));
            Assert.Equal(body, EntryJson.Body(Events[^1]));
            return Task.CompletedTask;
        }

        public Task InterruptAsync(RunLease lease, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken) => Task.FromResult<RunRow?>(null);

        public Task<IReadOnlyList<string>> ListAsync(string? repository, int take, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<IReadOnlyList<RunEntry>> ReadAsync(string runId, long after, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RunEntry>>([]);
    }
}
