using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.SK.Tests.Models;

/// <summary>An endpoint that sends exactly the bytes it is told to, one answer for each connection: also what no server should send.</summary>
internal sealed class RawEndpoint : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Queue<string> answers;
    private readonly Task serving;

    /// <param name="answers">Whole HTTP responses, in order; the last is repeated. An empty one keeps the client waiting.</param>
    public RawEndpoint(params string[] answers)
    {
        this.answers = new(answers);
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1");

    public List<string> Requests { get; } = [];

    /// <summary>Ends when a client that was kept waiting has gone away.</summary>
    public TaskCompletionSource ClientLeft { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static string Response(int status, string body, string headers = "", int missing = 0, string type = "application/json") =>
        $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body) + missing}\r\nConnection: close\r\n{headers}\r\n{body}";

    public static string Reply(string message, string finish = "stop", string usage = """{"prompt_tokens":7,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":3}}""") =>
        $$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{{message}},"finish_reason":"{{finish}}"}],"usage":{{usage}}}""";

    public static string Text(string text = "hello") => $$"""{"role":"assistant","content":"{{text}}"}""";

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                var answer = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
                await AnswerAsync(client.GetStream(), answer);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or SocketException or IOException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string answer)
    {
        Requests.Add(await ReadRequestAsync(stream));
        Asked.TrySetResult();
        if (answer.Length > 0)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stop.Token);
            return;
        }

        try
        {
            while (await stream.ReadAsync(new byte[16], stop.Token) > 0)
            {
                // Nothing more is expected.
            }
        }
        catch (IOException)
        {
            // Reset rather than closed: gone all the same.
        }

        ClientLeft.TrySetResult();
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, stop.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            var all = text.ToString();
            var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = all.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            if (read == 0 || (end >= 0 && Encoding.UTF8.GetByteCount(all[(end + 4)..]) >= (length is null ? 0 : int.Parse(length[15..], System.Globalization.CultureInfo.InvariantCulture))))
            {
                return all;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving.WaitAsync(TimeSpan.FromSeconds(20));
        listener.Dispose();
        stop.Dispose();
    }
}
