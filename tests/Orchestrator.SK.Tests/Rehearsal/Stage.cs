using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Tests.Rehearsal;

/// <summary>A rehearsal server with a script, and a client in front of it that knows nothing of it but its address.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly HttpClient client;

    private Stage(RehearsalServer server)
    {
        Server = server;
        client = new HttpClient { BaseAddress = server.BaseAddress, Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk-any");
    }

    public RehearsalServer Server { get; }

    public static async Task<Stage> StartAsync(string script, Func<RehearsalOptions, RehearsalOptions>? change = null)
    {
        var options = new RehearsalOptions { Script = RehearsalScript.Parse(script) };
        return new Stage(await RehearsalServer.StartAsync(change?.Invoke(options) ?? options, CancellationToken.None));
    }

    /// <summary>A script with one fixture that answers everything.</summary>
    public static string Always(string response, string options = "") => $$"""{"fixtures":[{"match":{},"response":{{response}}{{options}}}]}""";

    /// <summary>A request with the given messages, and more keys if wanted.</summary>
    public static string Request(string messages, string more = "") => $$"""{"model":"m","messages":[{{messages}}]{{more}}}""";

    public static string Streamed(string messages) => Request(messages, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");

    public static string User(string text) => $$"""{"role":"user","content":{{JsonSerializer.Serialize(text)}}}""";

    public static string Prompt(string text) => $$"""{"role":"system","content":{{JsonSerializer.Serialize(text)}}}""";

    public static string Assistant(string text) => $$"""{"role":"assistant","content":{{JsonSerializer.Serialize(text)}}}""";

    public static string Tool(string id, string text = "r") => $$"""{"role":"tool","tool_call_id":"{{id}}","content":"{{text}}"}""";

    public static string Calls(params string[] ids) =>
        $$"""{"role":"assistant","content":null,"tool_calls":[{{string.Join(',', ids.Select(id => Call(id)))}}]}""";

    public static string Call(string id, string name = "f", string arguments = "{}") =>
        $$$"""{"id":"{{{id}}}","type":"function","function":{"name":"{{{name}}}","arguments":{{{JsonSerializer.Serialize(arguments)}}}}}""";

    /// <summary>The key <c>tools</c> with one tool, to be added to a request.</summary>
    public static string Tools(string name = "f") => $$""","tools":[{"type":"function","function":{"name":"{{name}}","parameters":"""
        + """{"type":"object","properties":{}}}}]""";

    public Task<HttpResponseMessage> PostAsync(string body) =>
        client.PostAsync("chat/completions", new StringContent(body, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path) => client.SendAsync(new HttpRequestMessage(method, path));

    public Task<HttpResponseMessage> BeginAsync(string body) => client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = new StringContent(body) }, HttpCompletionOption.ResponseHeadersRead);

    public async Task<(HttpStatusCode Status, JsonNode Body)> AskAsync(string body)
    {
        using var response = await PostAsync(body);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>The content of the reply; the request has to be answered by a fixture.</summary>
    public async Task<string> ContentAsync(string messages, string more = "")
    {
        var (status, body) = await AskAsync(Request(messages, more));
        return status == HttpStatusCode.OK ? $"{body["choices"]![0]!["message"]!["content"]}" : $"{(int)status} {body["error"]!["type"]}";
    }

    /// <summary>The events of a streamed reply, the end mark included as a JSON string.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAsync(string body)
    {
        using var response = await PostAsync(body);
        Assert.Equal("text/event-stream", $"{response.Content.Headers.ContentType}");
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        return [.. events.Select(line => line == "data: [DONE]" ? JsonValue.Create("[DONE]") : JsonNode.Parse(line["data: ".Length..])!)];
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Server.DisposeAsync();
    }
}
