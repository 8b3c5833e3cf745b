using System.Net;
using System.Text;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Host.PromptLab.Rendering;

/// <summary>Stands where the sockets stand: keeps the first request that it does not answer, and ends the conversation. Nothing leaves the process.</summary>
/// <param name="answered">How many requests are answered first, with plain words and no tool call.</param>
internal sealed class CapturingTransport(int answered = 0) : HttpMessageHandler
{
    private const string Talk = """{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"I will now begin."}}],"usage":{"prompt_tokens":0,"completion_tokens":0}}""";

    private int _seen;

    /// <summary>The body of the captured request; null while there is none.</summary>
    public string? Body { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _seen) <= answered)
        {
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Talk, Encoding.UTF8, "application/json") };
        }

        Body ??= await request.Content!.ReadAsStringAsync(cancellationToken);
        throw new ModelCallException(FailureKind.NoReport, "The request was captured for inspection; nothing was sent.");
    }
}
