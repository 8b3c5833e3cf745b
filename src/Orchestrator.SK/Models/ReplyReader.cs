using System.IO.Compression;
using System.Net.ServerSentEvents;
using System.Text;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>Reads a reply to its end, in whatever form it comes: as one JSON text, or as a stream of events, which it puts together to the same text.</summary>
internal sealed class ReplyReader(TimeSpan idle, TimeProvider time)
{
    /// <summary>No sensible reply is larger; 8 MiB, unpacked.</summary>
    public const long MaxBytes = 8 << 20;

    // Of a reply that is too large, enough to see what it was.
    private const int MaxKept = 4 << 10;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly string[] EventStarts = ["data:", "event:", "id:", "retry:", ":"];

    /// <summary>Reads a whole reply as JSON text; it is not judged yet.</summary>
    /// <param name="words">Hears the words of a streamed reply as they come.</param>
    /// <exception cref="ReplyFault">The reply is incomplete, unreadable or too large, or an error came in its stead.</exception>
    public async Task<string> ReadAsync(HttpResponseMessage response, Action<string>? words, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode != 200)
        {
            throw new ReplyFault(FailureKind.BadReply, $"HTTP {(int)response.StatusCode} is no completed reply");
        }

        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        await using var body = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAsync(body, type, words, cancellationToken).ConfigureAwait(false);
        }
        catch (ReplyFault fault) when (fault.Kind == FailureKind.BadReply)
        {
            throw new ReplyFault(fault.Kind, fault.Message, fault.MayPass) { Received = Encoding.UTF8.GetString(body.Copy.AsSpan(0, fault.MayPass ? body.Copy.Length : MaxKept)) };
        }
        catch (InvalidDataException)
        {
            throw new ReplyFault(FailureKind.BadReply, $"the reply is not packed as it says ({Shown(string.Join(", ", response.Content.Headers.ContentEncoding))})") { Received = "" };
        }
    }

    private static async Task<string> ReadAsync(GuardedStream body, string type, Action<string>? words, CancellationToken cancellationToken)
    {
        if (type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            var (reply, any) = await AssembleAsync(body, words, cancellationToken).ConfigureAwait(false);

            // Some say that they stream and do not.
            return any || body.Position == 0 ? reply.Complete() : Text(body.Copy);
        }

        await body.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        var text = Text(body.Copy);
        if (!EventStarts.Any(start => text.StartsWith(start, StringComparison.Ordinal)))
        {
            return text;
        }

        // And some stream and do not say so.
        using var whole = new MemoryStream(body.Copy);
        return (await AssembleAsync(whole, words, cancellationToken).ConfigureAwait(false)).Reply.Complete();
    }

    /// <summary>Reads the body of an error as text, as far as it can be read at all.</summary>
    public async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
            await body.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(body.Copy).TrimStart('\uFEFF');
        }
        catch (Exception error) when (error is ReplyFault or HttpRequestException or IOException or InvalidDataException)
        {
            return ""; // The status says enough.
        }
    }

    private async Task<GuardedStream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var wire = new GuardedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), MaxBytes, idle, time);
        var codings = response.Content.Headers.ContentEncoding.Select(coding => coding.ToLowerInvariant()).Where(coding => coding is not ("identity" or "")).ToList();
        return codings switch
        {
            [] => wire,

            // Not asked for, and sent all the same. What it grows to counts.
            ["gzip" or "x-gzip"] => Unpacked(new GZipStream(wire, CompressionMode.Decompress)),
            ["deflate"] => Unpacked(new ZLibStream(wire, CompressionMode.Decompress)),
            ["br"] => Unpacked(new BrotliStream(wire, CompressionMode.Decompress)),
            _ => throw new ReplyFault(FailureKind.BadReply, $"the reply is packed as '{Shown(string.Join(", ", codings))}', which was not asked for"),
        };
    }

    private GuardedStream Unpacked(Stream stream) => new(stream, MaxBytes, Timeout.InfiniteTimeSpan, time);

    private static async Task<(StreamedReply Reply, bool Any)> AssembleAsync(Stream body, Action<string>? words, CancellationToken cancellationToken)
    {
        var reply = new StreamedReply(words);
        var any = false;
        try
        {
            await foreach (var item in SseParser.Create(body, (type, data) => (EventType: type, Bytes: data.ToArray())).EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                any = true;
                if (reply.Add(item.Data.EventType, item.Data.Bytes))
                {
                    break;
                }
            }
        }
        catch (Exception error) when (reply.IsFinished && (error is IOException or HttpRequestException or ReplyFault { Kind: FailureKind.EndpointUnavailable }))
        {
            // The reply had ended; only the farewell is missing.
        }

        return (reply, any);
    }

    private static string Text(byte[] bytes)
    {
        try
        {
            // JSON is UTF-8, whatever charset a header claims; a mark of another encoding is no UTF-8.
            return Utf8.GetString(bytes).TrimStart('\uFEFF').TrimStart();
        }
        catch (DecoderFallbackException)
        {
            throw new ReplyFault(FailureKind.BadReply, "the reply is not in UTF-8");
        }
    }

    private static string Shown(string text) => string.Concat(text.Where(c => !char.IsControl(c)).Take(60));
}
