using System.Net;
using System.Net.Sockets;

namespace Orchestrator.SK.Tests.Models;

/// <summary>A listener at a free port of this machine. The system gives none at port 0, so one is looked for; whoever is faster takes it, and another is tried.</summary>
internal static class LocalListener
{
    private const int Tries = 20;

    public static (HttpListener Listener, int Port) Start()
    {
        for (var tries = 1; ; tries++)
        {
            int port;
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                port = ((IPEndPoint)probe.LocalEndpoint).Port;
            }

            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException) when (tries < Tries)
            {
                listener.Close();
            }
        }
    }
}
