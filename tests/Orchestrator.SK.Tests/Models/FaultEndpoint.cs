using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.SK.Tests.Models;

/// <summary>One step of what an endpoint does with a connection, to the byte.</summary>
internal abstract record WireStep
{
    public sealed record Bytes(byte[] All) : WireStep;

    /// <summary>Sends nothing more until a limit of this length has run out at the other side.</summary>
    public sealed record Silence(TimeSpan Limit) : WireStep;

    /// <summary>Breaks the connection as a crashed host does.</summary>
    public sealed record Reset : WireStep;

    public static WireStep Text(string text) => new Bytes(Encoding.UTF8.GetBytes(text));
}

/// <summary>What the endpoint does with one request: the steps in order; then it closes the connection.</summary>
internal sealed record WireAnswer(params WireStep[] Steps)
{
    public static WireAnswer Raw(string text) => new(WireStep.Text(text));

    public static WireAnswer Body(int status, byte[] body, string type = "application/json", string headers = "", int missing = 0) => new(
        WireStep.Text(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {body.Length + missing}\r\nConnection: close\r\n{headers}\r\n")), new WireStep.Bytes(body));

    public static WireAnswer Body(int status, string body, string type = "application/json", string headers = "", int missing = 0) => Body(status, Encoding.UTF8.GetBytes(body), type, headers, missing);

    /// <summary>A chunked stream of events, each a piece of its own; ended properly unless it is followed by something else.</summary>
    public static WireAnswer Sse(IEnumerable<string> events, params WireStep[] instead) => Sse(events.Select(Encoding.UTF8.GetBytes), instead);

    public static WireAnswer Sse(IEnumerable<byte[]> pieces, params WireStep[] instead)
    {
        List<WireStep> steps = [WireStep.Text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")];
        foreach (var piece in pieces)
        {
            steps.Add(new WireStep.Bytes([.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, .. "\r\n"u8]));
        }

        return new([.. steps, .. instead.Length > 0 ? instead : [WireStep.Text("0\r\n\r\n")]]);
    }
}

/// <summary>An endpoint on a socket: sends byte for byte what a case says, also what no server should send, and keeps what it was asked and when.</summary>
internal sealed class FaultEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<WireAnswer> _answers;
    private readonly VirtualTime _time;
    private readonly Task _serving;

    /// <param name="answers">One for each request in order; the last is repeated.</param>
    public FaultEndpoint(VirtualTime time, params IReadOnlyList<WireAnswer> answers)
    {
        (_time, _answers) = (time, answers);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

    /// <summary>The bodies of the requests, and when each came by the virtual clock.</summary>
    public List<(string Head, string Body, DateTimeOffset At)> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.WaitAsync(TimeSpan.FromSeconds(20));
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                try
                {
                    await AnswerAsync(client);
                }
                catch (Exception gone) when (gone is IOException or SocketException)
                {
                    // The client has seen enough.
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        var stream = client.GetStream();
        var (head, body) = await ReadAsync(stream);
        var answer = _answers[Math.Min(Requests.Count, _answers.Count - 1)];
        Requests.Add((head, body, _time.GetUtcNow()));
        foreach (var step in answer.Steps)
        {
            switch (step)
            {
                case WireStep.Bytes bytes:
                    await stream.WriteAsync(bytes.All, _stop.Token);
                    break;
                case WireStep.Silence silence:
                    // What was sent has to be read before time passes, or the limit of an earlier read would run out.
                    await Task.Delay(100, _stop.Token);
                    await _time.RunOutAsync(silence.Limit, _stop.Token);
                    break;
                default:
                    // What was sent has to arrive before the connection breaks.
                    await Task.Delay(20, _stop.Token);
                    client.LingerState = new LingerOption(true, 0);
                    client.Close();
                    return;
            }
        }
    }

    private async Task<(string Head, string Body)> ReadAsync(NetworkStream stream)
    {
        var all = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            all.AddRange(buffer.AsSpan(0, read));
            var text = Encoding.UTF8.GetString([.. all]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            if (read == 0 || (end >= 0 && Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= (length is null ? 0 : int.Parse(length[15..], CultureInfo.InvariantCulture))))
            {
                return end < 0 ? (text, "") : (text[..end], text[(end + 4)..]);
            }
        }
    }
}
