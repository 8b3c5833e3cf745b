using System.Net;
using System.Text;
using Orchestrator.SK.Tests.Models;

namespace Orchestrator.SK.EndToEnd.Tests.Programs;

/// <summary>An endpoint that answers everything with one status and one body, and remembers the keys it was shown.</summary>
internal sealed class Doorman : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly List<string?> _keys = [];
    private readonly Task _serving;

    public Doorman(int status, string body)
    {
        (_listener, var port) = LocalListener.Start();
        Address = new Uri($"http://127.0.0.1:{port}/v1/");
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
}
