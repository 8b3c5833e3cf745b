using System.Text.Json;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Writes down what the models say in a run, turn by turn. The first line that matches a request answers it.</summary>
internal sealed class RunScript
{
    private readonly List<object> fixtures = [];
    private bool summarised;

    public static object Assignment(string id, string expert, string path, params string[] after) =>
        new { id, expert, task = $"Write {path}.", specs = new[] { "LOG-001" }, paths = new[] { path }, after };

    public static (string, object) Write(string path, string content = "line\n") => ("files-write", new { path, content, specs = new[] { "LOG-001" } });

    public static (string, object) Done(string summary = "It is done.", object[]? handovers = null, object[]? changelog = null, string[]? backlog = null) =>
        ("report-submit", new { status = "done", summary, specs = new[] { "LOG-001" }, handovers = handovers ?? [], changelog = changelog ?? [], backlog = backlog ?? [] });

    public static (string, object) Says(string status, string summary, object[]? handovers = null, string[]? questions = null) =>
        ("report-submit", new { status, summary, specs = new[] { "LOG-001" }, handovers = handovers ?? [], questions = questions ?? [] });

    /// <summary>The plan; where <paramref name="because"/> is given, only to a question that holds that fault.</summary>
    public RunScript Plan(string mode, object[] assignments, string because = "nothing: this is the first", string kind = "feature")
    {
        var plan = new { mode, kind, summary = "A log.", contract = new[] { "Log.Append(line)" }, assignments };
        return Add(new { systemMessage = "You plan the delivery", userMessage = because }, new { content = plan });
    }

    public RunScript PlanText(string text, string because = "nothing: this is the first") =>
        Add(new { systemMessage = "You plan the delivery", userMessage = because }, new { content = text });

    /// <summary>One turn of an expert on an assignment.</summary>
    public RunScript Turn(string assignment, int turn, params (string Tool, object Arguments)[] calls) =>
        Add(new { userMessage = $"Assignment {assignment} for", turnIndex = turn }, Calls(calls));

    /// <summary>What an expert does next when the last word was a person's.</summary>
    public RunScript Hears(string persona, int turn, params (string Tool, object Arguments)[] calls) =>
        Add(new { systemMessage = $"You are the {persona} expert", userMessage = "A person says", turnIndex = turn }, Calls(calls));

    /// <summary>The whole work on an assignment: one turn that writes, one that reports.</summary>
    public RunScript Works(string assignment, string path, string content = "line\n") => Turn(assignment, 0, Write(path, content)).Turn(assignment, 1, Done());

    public RunScript Talks(string assignment, int turn, string text) => Add(new { userMessage = $"Assignment {assignment} for", turnIndex = turn }, new { content = text });

    /// <summary>Whatever is asked in this conversation from here on, whichever turn it is.</summary>
    public RunScript Always(string userMessage, object response) => Add(new { userMessage }, response);

    public RunScript Always(object match, object response) => Add(match, response);

    public RunScript Fails(string assignment, int status) =>
        Add(new { userMessage = $"Assignment {assignment} for" }, new { error = new { message = "no", type = "server_error" }, status });

    /// <summary>The first request of a conversation is turned away for too much.</summary>
    public RunScript TurnsAway(string assignment, int seconds) => Add(
        new { userMessage = $"Assignment {assignment} for", turnIndex = 0, sequenceIndex = 0 },
        new { error = new { message = "slow", type = "requests", code = "rate_limit_exceeded" }, status = 429, retryAfter = seconds });

    /// <summary>One request of a conversation finds the account without credit; asked again, it goes through.</summary>
    public RunScript RunsDry(string assignment, int turn) => Dry(new { userMessage = $"Assignment {assignment} for", turnIndex = turn, sequenceIndex = 0 });

    /// <summary>The first request of this kind finds the account without credit.</summary>
    public RunScript Dry(object match) => Add(match, new { error = new { message = "You exceeded your quota", type = "insufficient_quota", code = "insufficient_quota" }, status = 429 });

    public RunScript Reviews(string persona, int round, params object[] findings) => Add(
        new { systemMessage = $"You are the {persona} expert", userMessage = $"Review round {round} for", turnIndex = 0 },
        Calls([("review-submit", new { summary = "Read it.", findings })]));

    /// <summary>What a model says of rows that no rule decides; where <paramref name="because"/> is given, only to a question that holds it.</summary>
    public RunScript Judges(string? because, params object[] answers) =>
        Add(because is null ? new { systemMessage = "You judge rows of an audit" } : (object)new { systemMessage = "You judge rows of an audit", userMessage = because }, new { content = new { answers } });

    public RunScript Summary(string title, string summary = "It appends.")
    {
        summarised = true;
        return Add(new { systemMessage = "You summarise a finished delivery" }, new { content = new { title, summary } });
    }

    public RehearsalScript Build()
    {
        if (!summarised)
        {
            Summary("Add a log");
        }

        return RehearsalScript.Parse(JsonSerializer.Serialize(new { fixtures }));
    }

    private static object Calls((string Tool, object Arguments)[] calls) => new { toolCalls = calls.Select(call => new { name = call.Tool, arguments = call.Arguments }).ToArray() };

    private RunScript Add(object match, object response)
    {
        fixtures.Add(new { match, response });
        return this;
    }
}
