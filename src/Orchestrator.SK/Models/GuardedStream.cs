using System.Globalization;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>Reads what an endpoint sends, and bears neither silence nor floods.</summary>
/// <param name="maxBytes">The most that is read, in bytes.</param>
/// <param name="idle">The longest silence; infinite for a stream in memory.</param>
internal sealed class GuardedStream(Stream inner, long maxBytes, TimeSpan idle, TimeProvider time) : Stream
{
    private readonly MemoryStream _copy = new();

    /// <summary>Everything that was read so far, so that it can be read again in another form.</summary>
    public byte[] Copy => _copy.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _copy.Length;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ReplyFault(FailureKind.EndpointUnavailable, string.Create(CultureInfo.InvariantCulture, $"it fell silent for {idle.TotalSeconds:0.###} s in the middle of a reply"));
        }

        _copy.Write(buffer.Span[..read]);
        return _copy.Length > maxBytes
            ? throw new ReplyFault(FailureKind.BadReply, string.Create(CultureInfo.InvariantCulture, $"the reply is larger than {maxBytes >> 20} MiB, the most that is read"), mayPass: false)
            : read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _copy.Dispose();
        }

        base.Dispose(disposing);
    }
}
