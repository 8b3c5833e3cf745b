using System.Net;
using System.Text;
using Orchestrator.SK.Tests.Models;

namespace Orchestrator.SK.EndToEnd.Tests.Programs;

/// <summary>An OpenTelemetry collector: takes what is posted by OTLP over HTTP, and reads the protobuf of it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly List<(string Path, string? Key, byte[] Body)> _posted = [];
    private readonly Task _serving;

    public Collector()
    {
        (_listener, var port) = LocalListener.Start();
        Address = $"http://127.0.0.1:{port}";
        _serving = ServeAsync();
    }

    public string Address { get; }

    public IReadOnlyList<string?> Keys => [.. Posted("/v1/traces").Select(posted => posted.Key)];

    /// <summary>Each span's name with its attributes that are text.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Attributes)> Spans =>
    [
        .. from posted in Posted("/v1/traces")
           from resource in Fields(posted.Body, 1)
           from scope in Fields(resource, 2)
           from span in Fields(scope, 2)
           select (Text(span, 5), Attributes(span, 9)),
    ];

    public IReadOnlyList<string> Metrics =>
    [
        .. from posted in Posted("/v1/metrics")
           from resource in Fields(posted.Body, 1)
           from scope in Fields(resource, 2)
           from metric in Fields(scope, 2)
           select Text(metric, 1),
    ];

    public IReadOnlyDictionary<string, string> Resource => Attributes(Fields(Fields(Posted("/v1/traces")[0].Body, 1).First(), 1).First(), 1);

    /// <summary>All that came, as text: what must not be in it is looked for in it.</summary>
    public string Everything => string.Concat(Posted("").Select(posted => Encoding.UTF8.GetString(posted.Body)));

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private List<(string Path, string? Key, byte[] Body)> Posted(string path)
    {
        lock (_posted)
        {
            return [.. _posted.Where(posted => posted.Path.StartsWith(path, StringComparison.Ordinal))];
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var call = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                lock (_posted)
                {
                    _posted.Add((call.Request.Url!.AbsolutePath, call.Request.Headers["x-collector-key"], body.ToArray()));
                }

                call.Response.ContentType = "application/x-protobuf";
                call.Response.Close([], willBlock: false);
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static Dictionary<string, string> Attributes(byte[] message, int field) =>
        Fields(message, field).Select(pair => (Key: Text(pair, 1), Value: Fields(pair, 2).Select(value => Text(value, 1)).FirstOrDefault("")))
            .GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.First().Value, StringComparer.Ordinal);

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Fields(message, field).FirstOrDefault([]));

    // The wire format of protobuf: a number that is field and type, then a value; only values with a length are wanted here.
    private static IEnumerable<byte[]> Fields(byte[] message, int wanted)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Number(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Number(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Number(message, ref at);
                    if ((int)(key >> 3) == wanted)
                    {
                        yield return message[at..(at + length)];
                    }

                    at += length;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    private static ulong Number(byte[] message, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }
}
