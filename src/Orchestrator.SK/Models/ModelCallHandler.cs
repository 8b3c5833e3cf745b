using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Models;

/// <summary>The only place that sends a request to a model again, and the one that records the calls.</summary>
/// <remarks>
/// A reply is read whole, checked and recorded before Semantic Kernel sees it, also one that is streamed for a person who watches: nothing is decided from its words
/// before it is complete. One handler belongs to one conversation; the sockets and the limiters behind it are shared.
/// </remarks>
/// <param name="watch">Hears the words of a reply as they come, and null when what came so far is void; null when nobody watches.</param>
internal sealed class ModelCallHandler(
    HttpMessageHandler sockets, ModelChoice model, ICallLog log, EndpointLimiters limiters, TimeProvider time, Func<double> jitter, Action<string?>? watch = null)
    : DelegatingHandler(sockets)
{
    // A wait that is shorter needs no word.
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(2);

    /// <summary>Whether the spans of calls hold their texts.</summary>
    public bool CapturesContent { get; init; }

    private readonly SeenReplies _seen = new();
    private ModelChoice? _fallback;
    private bool _said;

    private ModelChoice Current => _fallback ?? model;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = await ModelRequest.ReadAsync(request, model, watch is not null, cancellationToken).ConfigureAwait(false);
        _said = false;
        while (true)
        {
            if (Current.Fallback is { } recorded && await log.FindSwitchAsync(cancellationToken).ConfigureAwait(false) is { } name)
            {
                // The record says that the other model was taken here, whatever is to be had today.
                _fallback = recorded.Name == name ? recorded : throw new ModelCallException(FailureKind.ModelUnknown, $"The record goes on with the model '{name}', and the fallback is '{recorded.Name}' now (Orchestrator:Fallbacks).");
            }

            try
            {
                return Answer(await AskAsync(asked, cancellationToken).ConfigureAwait(false), asked.WantsStream);
            }
            catch (ModelCallException failure) when (Current.Fallback is not null && FailureRules.Of(failure.Kind).Remedy == FailureRemedy.OtherModel)
            {
                await log.SwitchAsync(Current, Current.Fallback, failure.Kind, cancellationToken).ConfigureAwait(false);
                _fallback = Current.Fallback;
            }
        }
    }

    private async Task<string> AskAsync(ModelRequest asked, CancellationToken cancellationToken)
    {
        var body = asked.BodyFor(Current);
        var hash = ModelRequest.HashOf(body);
        var limiter = limiters.For(Current);
        var ticket = limiter.Ticket();
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            // What was paid for once is not asked for again, also when it was no use.
            var recorded = await log.FindAsync(hash, cancellationToken).ConfigureAwait(false);
            attempt = recorded?.Attempt ?? attempt;
            var tried = recorded is null ? await PayAsync(asked, body, limiter, ticket, (hash, attempt, started), cancellationToken).ConfigureAwait(false) : Judge(recorded.Body, "", asked, body.Length, hash);

            if (tried.Reply is { } good)
            {
                return good;
            }

            if (recorded is not null && FailureRules.Of(tried.Kind).LeavesRun)
            {
                // The run was left because of it, and goes on now: the call is made as if for the first time.
                attempt = 0;
                continue;
            }

            var wait = tried.MayPass ? RetryRules.WaitBeforeRetry(tried.Kind, attempt, tried.Asked, Current.LongestWait, jitter()) : null;
            if (wait is not { } pause || (recorded is null && time.GetElapsedTime(started) + pause > Current.CallTimeout))
            {
                throw tried.ToFailure(Current, attempt, time.GetUtcNow());
            }

            if (recorded is null)
            {
                await PauseAsync(pause, tried, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // No attempt is made that the limits do not bear at its worst.
    private async Task<Attempt> PayAsync(
        ModelRequest asked, byte[] body, EndpointLimiter limiter, long ticket, (string Hash, int Attempt, long Started) call, CancellationToken cancellationToken)
    {
        using var admitted = await log.AdmitAsync(Current, ReplyUsage.AtWorst(body.Length), cancellationToken).ConfigureAwait(false);
        using var told = CallTelemetry.Start(Current, log.Owner, call.Attempt, body, CapturesContent, time);
        var tried = await TryAsync(asked, body, limiter, ticket, cancellationToken).ConfigureAwait(false);
        told.End(tried);
        if (tried.Billed is { } reply)
        {
            // Billed first, judged second: a reply that is no use costs as much.
            await log.AppendAsync(new ModelCall(Current.Id, call.Hash, reply.Usage, call.Attempt, time.GetElapsedTime(call.Started), reply.Body), cancellationToken).ConfigureAwait(false);
        }

        return tried;
    }

    private async Task PauseAsync(TimeSpan pause, Attempt tried, CancellationToken cancellationToken)
    {
        if (pause >= LongWait)
        {
            await log.WaitAsync(Current, tried.Why, pause, cancellationToken).ConfigureAwait(false);
        }

        await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Attempt> TryAsync(ModelRequest asked, byte[] body, EndpointLimiter limiter, long ticket, CancellationToken cancellationToken)
    {
        using var pass = await EnterAsync(limiter, ticket, body.Length, cancellationToken).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(Current.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        if (_said)
        {
            // What an earlier attempt said is void from here on.
            watch?.Invoke(null);
            _said = false;
        }

        Attempt tried;
        try
        {
            tried = await ExchangeAsync(asked, body, Say, either.Token).ConfigureAwait(false);
        }
        catch (ReplyFault fault)
        {
            tried = new(fault.Kind, fault.Message) { MayPass = fault.MayPass, Billed = fault.Received is { } text ? ModelReply.Read(ProcessSecrets.RedactJson(text), "", body.Length) with { Fault = fault.Kind } : null };
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            tried = new(KindOf(error), error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            tried = new(FailureKind.EndpointUnavailable, string.Create(CultureInfo.InvariantCulture, $"no complete reply within {Current.Timeout.TotalSeconds:0.###} s"));
        }

        if (tried.Reply is not null)
        {
            pass.Succeed(tried.Billed!.Usage.Total);
            SayWhole(tried.Reply);
        }
        else if (tried.Kind == FailureKind.RateLimited)
        {
            pass.TurnAway(tried.Asked is { } wait && wait <= Current.LongestWait ? wait : null);
        }

        if (tried.Reply is null && FailureRules.Of(tried.Kind).ClosesEndpoint)
        {
            // Before the next one is let in.
            limiter.Close(tried.ToFailure(Current, 1, time.GetUtcNow()));
        }

        return tried;
    }

    private async Task<EndpointPass> EnterAsync(EndpointLimiter limiter, long ticket, int requestBytes, CancellationToken cancellationToken)
    {
        var tokens = ReplyUsage.Estimate(requestBytes, 0).Input + Current.MaxOutputTokens;
        var entering = limiter.EnterAsync(ticket, tokens, cancellationToken);
        if (!entering.IsCompleted && await Task.WhenAny(entering, Task.Delay(LongWait, time, cancellationToken)).ConfigureAwait(false) != entering && limiter.WhyWaiting(ticket) is { Length: > 0 } why)
        {
            await log.WaitAsync(Current, why, null, cancellationToken).ConfigureAwait(false);
        }

        return await entering.ConfigureAwait(false);
    }

    private async Task<Attempt> ExchangeAsync(ModelRequest asked, byte[] body, Action<string> words, CancellationToken cancellationToken)
    {
        using var message = asked.MessageFor(Current, body);
        message.Options.Set(Sockets.ConnectTimeout, Current.ConnectTimeout);
        using var response = await HeadersAsync(message, cancellationToken).ConfigureAwait(false);
        var reader = new ReplyReader(Current.IdleTimeout, time);
        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode)
        {
            var error = ProviderError.Read(ProcessSecrets.RedactJson(await reader.ReadErrorAsync(response, cancellationToken).ConfigureAwait(false)));
            var kind = ProviderErrors.Classify(status, error, waitIsNamed: false);
            var wait = RetryAfter.Read(name => Header(response, name), error, kind is FailureKind.RateLimited or FailureKind.QuotaSpent, time.GetUtcNow());
            return new(ProviderErrors.Classify(status, error, wait is not null), $"HTTP {status} {WithoutKey(error.Message)}".TrimEnd()) { Status = status, Asked = wait };
        }

        var text = ProcessSecrets.RedactJson(await reader.ReadAsync(response, words, cancellationToken).ConfigureAwait(false));
        return Judge(text, response.Content.Headers.ContentType?.MediaType ?? "", asked, body.Length, ModelRequest.HashOf(body));
    }

    private async Task<HttpResponseMessage> HeadersAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Current.HeaderTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await base.SendAsync(message, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ReplyFault(FailureKind.EndpointUnavailable, string.Create(CultureInfo.InvariantCulture, $"no answer within {Current.HeaderTimeout.TotalSeconds:0.###} s"));
        }
    }

    // Whether a whole body is a reply that may be seen.
    private Attempt Judge(string text, string type, ModelRequest asked, int requestBytes, string hash)
    {
        var reply = ModelReply.Read(text, type, requestBytes);
        if (reply.Fault is { } kind)
        {
            return new(kind, WithoutKey(reply.Why)) { Billed = reply.IsError ? null : reply };
        }

        return _seen.IsAnothers(text, hash)
            ? new(FailureKind.BadReply, "the reply is one that was given to an earlier request") { Billed = reply }
            : new(default, "") { Billed = reply, Reply = SoundReply.Of(text, asked.CallIds) };
    }

    private static HttpResponseMessage Answer(string reply, bool asStream) => new(HttpStatusCode.OK)
    {
        Content = asStream
            ? new StreamContent(new GuardedStream(new MemoryStream(Encoding.UTF8.GetBytes(ReplyStream.Of(reply))), long.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System)) { Headers = { ContentType = new MediaTypeHeaderValue("text/event-stream") } }
            : new StringContent(reply, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
    };

    private void Say(string words)
    {
        _said = true;
        watch?.Invoke(words);
    }

    // An endpoint that does not stream is heard all the same.
    private void SayWhole(string reply)
    {
        if (watch is not null && !_said && SoundReply.Words(reply) is { Length: > 0 } words)
        {
            watch(words);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    // A certificate that is refused will be refused again; a handshake that broke off may not.
    private static FailureKind KindOf(Exception error) =>
        error is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException { InnerException: not IOException } }
            ? FailureKind.EndpointRefused
            : FailureKind.EndpointUnavailable;

    private string WithoutKey(string text) => Current.ApiKey.Length > 4 ? text.Replace(Current.ApiKey, "…", StringComparison.Ordinal) : text;
}
