using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orchestrator.SK.Rehearsal.Matching;
using Orchestrator.SK.Rehearsal.Recording;
using Orchestrator.SK.Rehearsal.Replies;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal;

/// <summary>Sends what was decided: at its pace, and with its faults.</summary>
internal sealed class ReplySender(RehearsalOptions options)
{
    public static Task SendAsync(HttpContext context, int status, byte[] body, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, cancellationToken).AsTask();
    }

    public async Task PlayAsync(HttpContext context, Cue cue, Asked asked)
    {
        using var clock = new CancellationTokenSource(cue.Fixture?.DisconnectAfter ?? Timeout.InfiniteTimeSpan, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, context.RequestAborted);
        var cut = either.Token;
        try
        {
            cut.ThrowIfCancellationRequested();
            context.Response.Headers["x-request-id"] = $"req-{cue.Number:D6}";
            await WaitAsync(cue.Fixture is null ? TimeSpan.Zero : options.Latency, cut);
            await SendReplyAsync(context, cue, asked, cut);
        }
        catch (OperationCanceledException) when (clock.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private Task SendReplyAsync(HttpContext context, Cue cue, Asked asked, CancellationToken cut)
    {
        switch (cue.Reply)
        {
            case Reply.Failure failure:
                if (failure.RetryAfter is { } seconds)
                {
                    context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                }

                return SendAsync(context, failure.Status, WholeReply.Error(failure), cut);
            case Reply.Answer answer:
                var stamp = Stamp.Of(answer, asked, cue.Number, options.TimeProvider.GetUtcNow());
                return asked.Stream
                    ? StreamAsync(context, cue.Fixture!, StreamedReply.Chunks(answer, stamp, cue.Fixture!.ChunkSize, asked.IncludeUsage), cut)
                    : SendAsync(context, 200, WholeReply.Completion(answer, stamp), cut);
            default:
                throw new InvalidOperationException($"Nobody plays a {cue.Reply.GetType().Name}.");
        }
    }

    private async Task StreamAsync(HttpContext context, Fixture fixture, List<byte[]> chunks, CancellationToken cut)
    {
        var truncated = fixture.TruncateAfterChunks < chunks.Count;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.StartAsync(cut);
        var writer = context.Response.BodyWriter;
        foreach (var chunk in chunks.Take(fixture.TruncateAfterChunks ?? chunks.Count))
        {
            if (fixture.ChunkLatency > TimeSpan.Zero)
            {
                // What was written before goes out before the wait; without a wait everything goes out at once.
                await writer.FlushAsync(cut);
                await WaitAsync(fixture.ChunkLatency, cut);
            }

            writer.Write(chunk);
        }

        if (!truncated)
        {
            writer.Write(StreamedReply.End);
            await writer.FlushAsync(cut);
            return;
        }

        await writer.FlushAsync(cut);
        context.Abort();
    }

    private Task WaitAsync(TimeSpan wait, CancellationToken cut) => wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, options.TimeProvider, cut);
}
