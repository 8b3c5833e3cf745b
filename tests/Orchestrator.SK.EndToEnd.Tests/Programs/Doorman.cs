using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.SK.EndToEnd.Tests.Programs;

/// <summary>An endpoint that answers everything with one status and one body, and remembers the keys it was shown.</summary>
internal sealed class Doorman : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<string?> _keys = [];
    private readonly Task _serving;

    public Doorman(int status, string body)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/v1/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _serving = ServeAsync(status, body);
    }

    public Uri Address { get; }

    public IReadOnlyList<string?> Keys
    {
        get
        {
            lock (_keys)
            {
                return [.. _keys];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync(int status, string body)
    {
        try
        {
            while (true)
            {
                var call = await _listener.GetContextAsync();
                lock (_keys)
                {
                    _keys.Add(call.Request.Headers["Authorization"]);
                }

                call.Response.StatusCode = status;
                call.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
