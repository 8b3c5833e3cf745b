using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orchestrator.SK.Tests.Models;

namespace Orchestrator.SK.Tests.Doctor;

/// <summary>An endpoint over real HTTP that does what it is asked, but for what it is told to do wrong.</summary>
internal sealed partial class ModelDouble : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;

    public ModelDouble()
    {
        (_listener, var port) = LocalListener.Start();
        Address = new Uri($"http://127.0.0.1:{port}/v1");
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>The list of models as JSON; null for 404.</summary>
    public string? Models { get; set; } = """{"object":"list","data":[{"id":"m","object":"model","owned_by":"somebody"}]}""";

    /// <summary>What is answered at other paths: 404 for those that are not here.</summary>
    public Dictionary<string, string> Others { get; } = [];

    public int Status { get; set; } = 200;

    /// <summary>What stands in a message in place of the tool call that was asked for; null for the call.</summary>
    public string? InsteadOfCalls { get; set; }

    /// <summary>Whether a forced call is refused as a wrong request.</summary>
    public bool RefusesForced { get; set; }

    public bool ReportsUsage { get; set; } = true;

    /// <summary>The characters of a prompt that are read, those at its end; the rest is dropped without a word.</summary>
    public int Window { get; set; } = int.MaxValue;

    /// <summary>Whether a longer prompt is refused instead.</summary>
    public bool RefusesLong { get; set; }

    /// <summary>Method, path and whether the key came along, of every request.</summary>
    public List<string> Requests { get; } = [];

    public List<JsonObject> Bodies { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving.WaitAsync(TimeSpan.FromSeconds(20));
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var (status, type, body) = await AnswerAsync(context.Request);
            var bytes = Encoding.UTF8.GetBytes(body);
            (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength64) = (status, type, bytes.Length);
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }

    private async Task<(int Status, string Type, string Body)> AnswerAsync(HttpListenerRequest request)
    {
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        Requests.Add($"{request.HttpMethod} {request.Url!.AbsolutePath}{(request.Headers["Authorization"] is null ? "" : " with key")}");
        const string Json = "application/json";
        if (Status != 200)
        {
            return (Status, Json, Error("Incorrect API key provided: sk-canary-77.", "invalid_api_key"));
        }

        if (request.HttpMethod == "GET")
        {
            var known = request.Url.AbsolutePath == "/v1/models" ? Models : Others.GetValueOrDefault(request.Url.AbsolutePath);
            return known is null ? (404, "text/plain", "404 page not found") : (200, Json, known);
        }

        var asked = JsonNode.Parse(text)!.AsObject();
        Bodies.Add(asked);
        var question = string.Concat(asked["messages"]!.AsArray().Where(message => (string?)message!["role"] == "user").Select(message => (string)message!["content"]!));
        return asked["tool_choice"]?.ToJsonString().Contains("required", StringComparison.Ordinal) == true && RefusesForced ? (400, Json, Error("tool_choice is not supported", "invalid_request_error"))
            : question.Length > Window && RefusesLong ? (400, Json, Error("maximum context length exceeded", "context_length_exceeded"))
            : Completion(asked, question.Length > Window ? question[^Window..] : question, question.Length);
    }

    private (int Status, string Type, string Body) Completion(JsonObject asked, string read, int length)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = null };
        var calls = asked.ContainsKey("tools") && InsteadOfCalls is null;
        if (calls)
        {
            message["tool_calls"] = new JsonArray(new JsonObject { ["id"] = "call_1", ["type"] = "function", ["function"] = new JsonObject { ["name"] = "note-write", ["arguments"] = """{"number":"2342"}""" } });
        }
        else
        {
            message["content"] = asked.ContainsKey("tools") ? InsteadOfCalls : string.Join(' ', CodeWords().Matches(read).Select(match => match.Groups[1].Value)) is { Length: > 0 } words ? words : "ready";
        }

        var usage = ReportsUsage ? new JsonObject { ["prompt_tokens"] = Math.Min(length, Window) / 4, ["completion_tokens"] = 4, ["total_tokens"] = (Math.Min(length, Window) / 4) + 4 } : null;
        if (asked["stream"]?.GetValue<bool>() == true)
        {
            var delta = new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = message, ["finish_reason"] = "stop" }) };
            return (200, "text/event-stream", $"data: {delta.ToJsonString()}\n\n{(usage is null ? "" : $"data: {new JsonObject { ["choices"] = new JsonArray(), ["usage"] = usage }.ToJsonString()}\n\n")}data: [DONE]\n\n");
        }

        var reply = new JsonObject
        {
            ["id"] = $"c{Bodies.Count}",
            ["object"] = "chat.completion",
            ["created"] = 1,
            ["model"] = "m",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = calls ? "tool_calls" : "stop" }),
        };
        if (usage is not null)
        {
            reply["usage"] = usage;
        }

        return (200, "application/json", reply.ToJsonString());
    }

    private static string Error(string message, string code) => JsonSerializer.Serialize(new { error = new { message, type = "invalid_request_error", code } });

    [GeneratedRegex(@"code word is (\w+)")]
    private static partial Regex CodeWords();
}
