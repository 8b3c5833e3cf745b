using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Telemetry;
using Orchestrator.SK.Tests.Runs;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Telemetry;

/// <summary>What a run looks like from outside: one trace, its calls and tools below its conversations, and no text of anybody in it.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, Dictionary<string, object?> Tags)> _measured = new();
    private readonly ActivityListener _listener;
    private readonly MeterListener _meters = new();

    public TelemetryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GenAi.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == GenAi.Source)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meters.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Run_IsOneTrace_OfItsConversationsCallsToolsAndChecks()
    {
        await using var rig = await RunRig.StartAsync(Script(), settings: ("Orchestrator:Models:default:Id", "traced-1"));

        var state = await rig.RunAsync(run: "run-traced");

        var spans = Of("run-traced");
        var root = spans.Single(span => span.OperationName == "invoke_workflow deliver");
        Assert.Equal(("delivered", "BK-001"), (root.GetTagItem(GenAi.Verdict), root.GetTagItem(GenAi.Item)));
        var agent = spans.Single(span => span.OperationName == "invoke_agent store-backend");
        Assert.Equal((root.SpanId, "run-traced/a1-store-backend", state.Conversations.Single(one => one.Id == "a1-store-backend").PromptHash), (agent.ParentSpanId, agent.GetTagItem(GenAi.Conversation), agent.GetTagItem(GenAi.AgentVersion)));
        var calls = spans.Where(span => span.OperationName == "chat traced-1").ToList();
        Assert.Equal(state.ModelCalls, calls.Count);
        Assert.Equal(state.Usage.Total, calls.Sum(call => (long)call.GetTagItem(GenAi.InputTokens)! + (long)call.GetTagItem(GenAi.OutputTokens)!));
        Assert.All(calls, call => Assert.Equal((ActivityKind.Client, "openai", "127.0.0.1"), (call.Kind, call.GetTagItem(GenAi.Provider), call.GetTagItem(GenAi.ServerAddress))));
        Assert.Equal(2, calls.Count(call => call.ParentSpanId == agent.SpanId && (string)call.GetTagItem(GenAi.Expert)! == "store-backend"));
        Assert.Equal(["tool_calls"], (string[])calls.First(call => call.ParentSpanId == agent.SpanId).GetTagItem(GenAi.FinishReasons)!);
        Assert.Equal(["execute_tool files-write", "execute_tool report-submit"], spans.Where(span => span.ParentSpanId == agent.SpanId && span.OperationName.StartsWith("execute_tool", StringComparison.Ordinal)).Select(span => span.OperationName));
        Assert.Contains(spans, span => span.OperationName == "orchestrator.check verify" && (int)span.GetTagItem(GenAi.ProcessExit)! == 0);
        Assert.DoesNotContain(spans.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("a secret line", StringComparison.Ordinal) || tag.Key == GenAi.InputMessages);
    }

    [Fact]
    public async Task Run_WhoseContentIsAskedFor_HasItsMessagesInTheSpansOfItsCalls()
    {
        await using var rig = await RunRig.StartAsync(Script(), settings: [("Orchestrator:Models:default:Id", "traced-2"), ("Orchestrator:Telemetry:CaptureContent", "true")]);

        await rig.RunAsync(run: "run-content");

        var call = Of("run-content").Last(span => span.OperationName == "chat traced-2" && (string?)span.GetTagItem(GenAi.Expert) == "store-backend");
        Assert.Contains("\"type\":\"tool_call_response\"", (string)call.GetTagItem(GenAi.InputMessages)!, StringComparison.Ordinal);
        Assert.Contains("a secret line", (string)call.GetTagItem(GenAi.InputMessages)!, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"report-submit\"", (string)call.GetTagItem(GenAi.OutputMessages)!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatFails_SaysHow_AndItsReplayIsNobodysTraffic()
    {
        await using var rig = await RunRig.StartAsync(new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).RunsDry("a1", 1).Works("a1", "src/log.txt"), settings: ("Orchestrator:Models:default:Id", "traced-3"));

        await Assert.ThrowsAsync<RunLeftException>(() => rig.RunAsync(run: "run-dry"));

        var failed = Of("run-dry").Single(span => span.OperationName == "chat traced-3" && span.Status == ActivityStatusCode.Error);
        Assert.Equal("QuotaSpent", failed.GetTagItem(GenAi.ErrorType));
        Assert.Equal("left", Of("run-dry").Single(span => span.OperationName == "invoke_workflow deliver").GetTagItem(GenAi.Verdict));
        var before = _spans.Count(span => (string?)span.GetTagItem(GenAi.Run) == "run-dry");
        await rig.ReplayAsync("run-dry");
        Assert.Equal(before, _spans.Count(span => (string?)span.GetTagItem(GenAi.Run) == "run-dry"));
    }

    [Fact]
    public async Task Run_IsMeasured_TokensAndDurationsByModel_AndMoneyOnlyWhereAPriceIsKnown()
    {
        await using var rig = await RunRig.StartAsync(Script(), settings: ("Orchestrator:Models:default:Id", "traced-4"));

        var state = await rig.RunAsync(run: "run-measured");

        var mine = _measured.Where(one => one.Tags.GetValueOrDefault(GenAi.RequestModel) as string == "traced-4").ToList();
        Assert.Equal(state.Usage.Input, mine.Where(one => one.Instrument == "gen_ai.client.token.usage" && (string?)one.Tags[GenAi.TokenType] == "input").Sum(one => one.Value));
        Assert.Equal(state.ModelCalls, mine.Count(one => one.Instrument == "gen_ai.client.operation.duration"));
        Assert.Equal(state.ModelCalls, mine.Where(one => one.Instrument == "orchestrator.unpriced_calls").Sum(one => one.Value));
        Assert.DoesNotContain(mine, one => one.Instrument == "orchestrator.cost");
    }

    [Fact]
    public void LogLines_HaveIdsOfTheirOwn_ThatNeverChange()
    {
        var ids = typeof(RunLog).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => (method.Name, Id: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)).Where(line => line.Id is not null).ToList();

        Assert.Equal(ids.Count, ids.Select(line => line.Id).Distinct().Count());
        Assert.Equal(Known, ids.ToDictionary(line => line.Name, line => line.Id!.Value).Where(line => Known.ContainsKey(line.Key)).ToDictionary());
        Assert.True(ids.Count == Known.Count, $"A new line of the log has an id for good: add {string.Join(", ", ids.Where(line => !Known.ContainsKey(line.Name)))}.");
    }

    private static readonly Dictionary<string, int> Known = new()
    {
        ["EndpointUnreachable"] = 1001, ["ToolFailed"] = 1002, ["ReplyUnreadable"] = 1003, ["LookupNoted"] = 1004,
        ["WorkerStarted"] = 2001, ["TaskQueued"] = 2002, ["TaskRunning"] = 2003, ["TaskEnded"] = 2004, ["TaskWaits"] = 2005, ["TaskCancelling"] = 2006, ["TaskHandedBack"] = 2007, ["TaskRecovered"] = 2008,
        ["TaskFaulted"] = 2009, ["TaskLost"] = 2010, ["WorkerDrained"] = 2011, ["WorkerEnding"] = 2012, ["TaskGoesOn"] = 2013, ["TaskStill"] = 2014, ["TaskPullRequest"] = 2015, ["TaskPullRequestFailed"] = 2016, ["TaskRecordDamaged"] = 2017,
    };

    private static RunScript Script() => new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt", "a secret line\n");

    private List<Activity> Of(string run)
    {
        var trace = _spans.Single(span => span.OperationName == "invoke_workflow deliver" && (string?)span.GetTagItem(GenAi.Run) == run).TraceId;
        return [.. _spans.Where(span => span.TraceId == trace).OrderBy(span => span.StartTimeUtc)];
    }

    private void Measure<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : IConvertible => _measured.Enqueue((instrument.Name, value.ToDouble(CultureInfo.InvariantCulture), new(tags.ToArray())));
}
