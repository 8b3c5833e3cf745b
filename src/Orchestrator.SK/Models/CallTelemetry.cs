using System.Diagnostics;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Models;

/// <summary>Whose call it is. All null for a call of no run.</summary>
internal sealed record CallOwner(string? Run = null, string? Conversation = null, string? Expert = null, string? Purpose = null, string? PromptHash = null)
{
    public static readonly CallOwner Nobody = new();
}

/// <summary>One attempt of a call as a span and as measurements. Recorded replies that are read again are no calls, and leave none.</summary>
internal sealed class CallTelemetry : IDisposable
{
    private readonly Activity? _span;
    private readonly ModelChoice _model;
    private readonly CallOwner _owner;
    private readonly TimeProvider _time;
    private readonly bool _captures;
    private readonly long _started;

    private CallTelemetry(ModelChoice model, CallOwner owner, TimeProvider time, bool captures, Activity? span) =>
        (_model, _owner, _time, _captures, _span, _started) = (model, owner, time, captures, span, time.GetTimestamp());

    /// <param name="captures">Whether the texts of request and reply go into the span.</param>
    public static CallTelemetry Start(ModelChoice model, CallOwner owner, int attempt, byte[] body, bool captures, TimeProvider time)
    {
        var span = Spans.Source.StartActivity($"{GenAi.Chat} {model.Id}", ActivityKind.Client)?
            .SetTag(GenAi.Operation, GenAi.Chat).SetTag(GenAi.Provider, ProviderOf(model.Endpoint)).SetTag(GenAi.RequestModel, model.Id).SetTag(GenAi.RequestMaxTokens, model.MaxOutputTokens)
            .SetTag(GenAi.RequestTemperature, model.Temperature).SetTag(GenAi.ServerAddress, model.Endpoint.Host).SetTag(GenAi.ServerPort, model.Endpoint.Port)
            .SetTag(GenAi.Run, owner.Run).SetTag(GenAi.Conversation, owner.Conversation is null ? null : $"{owner.Run}/{owner.Conversation}").SetTag(GenAi.Expert, owner.Expert)
            .SetTag(GenAi.Purpose, owner.Purpose).SetTag(GenAi.PromptHash, owner.PromptHash).SetTag(GenAi.Attempt, attempt);
        if (captures && span is { IsAllDataRequested: true })
        {
            span.SetTag(GenAi.InputMessages, CallContent.OfRequest(body));
        }

        return new(model, owner, time, captures, span);
    }

    public void End(Attempt tried)
    {
        var failed = tried.Reply is null ? tried.Kind.ToString() : null;
        var model = tried.Billed is { } billed ? Told(billed) : null;
        if (failed is not null)
        {
            Spans.Fail(_span, failed);
        }

        Instruments.Duration.Record(_time.GetElapsedTime(_started).TotalSeconds, Instruments.With(
            (GenAi.Operation, GenAi.Chat), (GenAi.Provider, ProviderOf(_model.Endpoint)), (GenAi.RequestModel, _model.Id), (GenAi.ResponseModel, model), (GenAi.ServerAddress, _model.Endpoint.Host), (GenAi.ErrorType, failed)));
    }

    public void Dispose() => _span?.Dispose();

    // The model that really answered.
    private string? Told(ModelReply reply)
    {
        var (id, model, reasons) = CallContent.Facts(reply.Body);
        var cost = _model.Price?.Of(reply.Usage);
        _span?.SetTag(GenAi.ResponseId, id).SetTag(GenAi.ResponseModel, model).SetTag(GenAi.FinishReasons, reasons)
            .SetTag(GenAi.InputTokens, reply.Usage.Input).SetTag(GenAi.OutputTokens, reply.Usage.Output).SetTag(GenAi.CachedTokens, reply.Usage.Cached).SetTag(GenAi.Cost, (double?)cost);
        if (_captures && _span is { IsAllDataRequested: true })
        {
            _span.SetTag(GenAi.OutputMessages, CallContent.OfReply(reply.Body));
        }

        foreach (var (type, tokens) in new[] { ("input", reply.Usage.Input), ("output", reply.Usage.Output) })
        {
            Instruments.Tokens.Record(tokens, Instruments.With(
                (GenAi.TokenType, type), (GenAi.Operation, GenAi.Chat), (GenAi.Provider, ProviderOf(_model.Endpoint)), (GenAi.RequestModel, _model.Id), (GenAi.ResponseModel, model), (GenAi.ServerAddress, _model.Endpoint.Host)));
        }

        var whose = Instruments.With((GenAi.RequestModel, _model.Id), (GenAi.Expert, _owner.Expert), (GenAi.Purpose, _owner.Purpose));
        if (cost is { } dollars)
        {
            Instruments.Cost.Add((double)dollars, whose);
        }
        else
        {
            Instruments.Unpriced.Add(1, whose);
        }

        return model;
    }

    // The conventions' names for those that have one; every other endpoint speaks OpenAI's language.
    private static string ProviderOf(Uri endpoint) =>
        endpoint.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase) ? "azure.ai.openai"
        : endpoint.Host.EndsWith("anthropic.com", StringComparison.OrdinalIgnoreCase) ? "anthropic"
        : endpoint.Host.EndsWith("googleapis.com", StringComparison.OrdinalIgnoreCase) ? "gcp.gemini"
        : endpoint.Host.EndsWith("mistral.ai", StringComparison.OrdinalIgnoreCase) ? "mistral_ai"
        : endpoint.Host.EndsWith("deepseek.com", StringComparison.OrdinalIgnoreCase) ? "deepseek"
        : endpoint.Host.EndsWith("groq.com", StringComparison.OrdinalIgnoreCase) ? "groq"
        : endpoint.Host.EndsWith("x.ai", StringComparison.OrdinalIgnoreCase) ? "x_ai"
        : "openai";
}
