using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Rehearsal.Checking;
using Orchestrator.SK.Rehearsal.Recording;

namespace Orchestrator.SK.Rehearsal;

/// <summary>
/// A model endpoint that plays a script over real HTTP: the OpenAI chat completions interface on a loopback port, for any number of
/// clients at once. It checks every request strictly and records it. Nothing but the words of the model is staged.
/// </summary>
internal sealed class RehearsalServer : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly Ledger _ledger;

    private RehearsalServer(KestrelServer server, Ledger ledger)
    {
        _server = server;
        _ledger = ledger;
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        BaseAddress = new Uri($"{address}/v1/");
    }

    /// <summary>The endpoint to give to a client, for example <c>http://127.0.0.1:40123/v1/</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The newest requests, in order; see <see cref="RehearsalOptions.KeepRequests"/>.</summary>
    public IReadOnlyList<RehearsalRequest> Requests => _ledger.Requests;

    /// <summary>Every sound request that no fixture matched, with the nearest miss. A test that ends with any has failed.</summary>
    public IReadOnlyList<Unmatched> Unmatched => _ledger.Unmatched;

    /// <summary>Everything that the check refused. A test that ends with any has failed.</summary>
    public IReadOnlyList<Violation> Violations => _ledger.Violations;

    /// <exception cref="IOException">The port is taken, or the record file cannot be written.</exception>
    public static async Task<RehearsalServer> StartAsync(RehearsalOptions options, CancellationToken cancellationToken)
    {
        // Kestrel without a host: no configuration is read, no signal handled, no log written.
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Listen(IPAddress.Loopback, options.Port);

        // A flush ends when the bytes have left the process: what a script sends before it breaks the connection has to arrive.
        var sockets = new SocketTransportOptions { MaxWriteBufferSize = 1 };
        var transport = new SocketTransportFactory(Options.Create(sockets), NullLoggerFactory.Instance);
        var ledger = new Ledger(options);
        var server = new KestrelServer(Options.Create(kestrel), transport, NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new Endpoints(options, ledger), cancellationToken);
        }
        catch
        {
            server.Dispose();
            ledger.Dispose();
            throw;
        }

        return new RehearsalServer(server, ledger);
    }

    /// <summary>Back to the beginning of the script: sequences, request numbers and the record in memory.</summary>
    public void Reset() => _ledger.Reset();

    public async ValueTask DisposeAsync()
    {
        // Replies under way are cut: a server that waits for a client which waits for the server never ends.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        _ledger.Dispose();
    }
}
