using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace SemanticKernel.Agents.Tests.Fakes;

/// <summary>The wire under the real OpenAI connector: keeps each request, and answers as the given function says of its number (from 0).</summary>
internal sealed class OpenAiHandler(Func<int, OpenAiHandler.Reply> answer) : HttpMessageHandler
{
    /// <summary>Text, or a call of 'Tools-Note', or a status that is no success.</summary>
    internal sealed record Reply(string? Text = null, string? Note = null, HttpStatusCode Status = HttpStatusCode.OK);

    public ConcurrentQueue<JsonNode> Requests { get; } = new();

    public IEnumerable<JsonNode> LastMessages => Requests.Last()["messages"]!.AsArray().OfType<JsonNode>();

    public Kernel ToKernel(Action<string>? onNote = null)
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        // Our own client switches the connector's retries off, so a failing reply is met once.
        builder.Services.AddSingleton<IChatCompletionService>(new OpenAIChatCompletionService("model-1", "no-key", httpClient: new HttpClient(this)));
        Kernel kernel = builder.Build();
        kernel.Plugins.Add(ScriptedChat.Tools(onNote));
        return kernel;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        JsonNode body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        int number = Requests.Count;
        Requests.Enqueue(body);
        Reply reply = answer(number);
        if (reply.Status != HttpStatusCode.OK)
        {
            return new HttpResponseMessage(reply.Status) { Content = new StringContent("""{"error":{"message":"busy"}}""") };
        }

        bool streams = body["stream"]?.GetValue<bool>() == true;
        string text = streams ? Events(reply, number) : Completion(reply, number, "message", "chat.completion").ToJsonString();
        HttpContent content = streams ? new StreamContent(await ForwardOnlyAsync(text, cancellationToken)) : new StringContent(text);
        content.Headers.ContentType = new(streams ? "text/event-stream" : "application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private static string Events(Reply reply, int number)
        => $"data: {Completion(reply, number, "delta", "chat.completion.chunk").ToJsonString()}\n\ndata: [DONE]\n\n";

    private static JsonObject Completion(Reply reply, int number, string part, string kind)
    {
        JsonObject message = new() { ["role"] = "assistant", ["content"] = reply.Text };
        if (reply.Note is { } note)
        {
            JsonObject function = new() { ["name"] = "Tools-Note", ["arguments"] = new JsonObject { ["text"] = note }.ToJsonString() };
            message["tool_calls"] = new JsonArray(new JsonObject { ["index"] = 0, ["id"] = $"call-{number}", ["type"] = "function", ["function"] = function });
        }

        JsonObject choice = new() { ["index"] = 0, [part] = message, ["finish_reason"] = reply.Note is null ? "stop" : "tool_calls" };
        return new JsonObject { ["id"] = $"r-{number}", ["object"] = kind, ["created"] = 0, ["model"] = "model-1", ["choices"] = new JsonArray(choice) };
    }

    /// <summary>The client refuses an event stream that could be rewound.</summary>
    private static async Task<Stream> ForwardOnlyAsync(string text, CancellationToken cancellationToken)
    {
        Pipe pipe = new();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await pipe.Writer.CompleteAsync();
        return pipe.Reader.AsStream();
    }
}
