using System.Globalization;
using System.Net.Sockets;

namespace Orchestrator.SK.Models;

/// <summary>The sockets that all conversations share. They follow no redirect and retry nothing.</summary>
internal static class Sockets
{
    /// <summary>How long a request waits for a connection; without it, 15 seconds.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> ConnectTimeout = new("orchestrator.connect-timeout");

    private static readonly TimeSpan Default = TimeSpan.FromSeconds(15);

    public static SocketsHttpHandler Create(TimeProvider time) => new()
    {
        AllowAutoRedirect = false,
        // A provider need not know the ids of our traces.
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context, time, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var allowed = context.InitialRequestMessage.Options.TryGetValue(ConnectTimeout, out var own) ? own : Default;
        using var limit = new CancellationTokenSource(allowed, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"no connection within {allowed.TotalSeconds:0.###} s"));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
