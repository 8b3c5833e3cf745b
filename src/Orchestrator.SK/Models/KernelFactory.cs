using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Models;

/// <summary>Makes the kernel of one conversation: its own connector and call handler over sockets that all share.</summary>
internal sealed class KernelFactory(ILoggerFactory loggers, TimeProvider time) : IDisposable
{
    private readonly EndpointLimiters _limiters = new(time);

    /// <summary>What carries the requests: sockets that all conversations share. The prompt lab puts something in its place that sends nothing.</summary>
    public HttpMessageHandler Transport { get; init; } = Sockets.Create(time);

    /// <summary>Draws the jitter of retries; chance comes in here and nowhere else.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Whether the spans of calls hold their texts.</summary>
    public bool CapturesContent { get; init; }

    public Kernel Create(ModelChoice model, ModelCallSink sink, params IEnumerable<KernelPlugin> plugins) => Create(model, new UnrecordedCalls(sink), watch: null, plugins);

    /// <summary>Makes the kernel of a conversation whose words a person watches: they come as a stream.</summary>
    /// <param name="watch">Hears the words as they come, and null when what came so far is void, for the reply broke off and is asked for again.</param>
    public Kernel Create(ModelChoice model, ModelCallSink sink, Action<string?> watch, params IEnumerable<KernelPlugin> plugins) => Create(model, new UnrecordedCalls(sink), watch, plugins);

    /// <summary>Makes the kernel of a conversation that is recorded: what its record has already is not asked for again.</summary>
    public Kernel Create(ModelChoice model, ICallLog log, params IEnumerable<KernelPlugin> plugins) => Create(model, log, watch: null, plugins);

    /// <param name="watch">Null when nobody watches: the reply comes whole then.</param>
    public Kernel Create(ModelChoice model, ICallLog log, Action<string?>? watch, IEnumerable<KernelPlugin> plugins)
    {
        // The handler owns timeouts and retries: with a client of one's own, the connector's are off.
        var client = new HttpClient(new ModelCallHandler(Transport, model, log, _limiters, time, Jitter, watch) { CapturesContent = CapturesContent }, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var builder = Kernel.CreateBuilder();
        builder.AddOpenAIChatCompletion(model.Id, model.Endpoint, model.ApiKey, httpClient: client);
        foreach (var plugin in plugins)
        {
            builder.Plugins.Add(plugin);
        }

        return builder.Build();
    }

    /// <summary>Asks the endpoint for its models: is somebody there, and does the key open the door?</summary>
    /// <exception cref="NoEndpointException">Nobody answers, or the key is refused.</exception>
    public async Task ProbeAsync(ModelChoice model, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(Transport, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(20) };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{model.Endpoint.AbsoluteUri.TrimEnd('/')}/models");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {model.ApiKey}");
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is 401 or 403)
            {
                throw new NoEndpointException($"The endpoint {model.Endpoint} refuses the key of '{model.Name}' (HTTP {(int)response.StatusCode}). Check OPENAI_API_KEY, or the model's ApiKey.");
            }
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            loggers.CreateLogger<KernelFactory>().EndpointUnreachable(model.Name, error.Message);
            if (model.Fallback is { } other)
            {
                await ProbeAsync(other, cancellationToken).ConfigureAwait(false);
                return;
            }

            throw new NoEndpointException(
                $"The model endpoint {model.Endpoint} of '{model.Name}' does not answer: {error.Message} Check OPENAI_BASE_URL, and that the endpoint is running. 'orchestrator demo' needs none.");
        }
    }

    public void Dispose()
    {
        _limiters.Dispose();
        Transport.Dispose();
    }
}
