using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Tests.Worker;

/// <summary>An endpoint in front of a rehearsal server that keeps some requests waiting: a model that thinks for as long as a test likes. It sees when a client hangs up.</summary>
internal sealed class Holdup : IAsyncDisposable
{
    private readonly WebApplication _proxy;
    private readonly RehearsalServer _server;
    private readonly HttpClient _client = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _marker;
    private bool _closed;

    private Holdup(WebApplication proxy, RehearsalServer server, string? marker) => (_proxy, _server, _marker) = (proxy, server, marker);

    /// <summary>Completes when the first request waits.</summary>
    public Task Held => _held.Task;

    /// <summary>Completes when the client of a waiting request is gone.</summary>
    public Task Aborted => _aborted.Task;

    public RehearsalServer Server => _server;

    public string Address { get; private set; } = "";

    /// <param name="marker">A request with this in its body waits; none does when null.</param>
    public static async Task<Holdup> StartAsync(string script, string? marker, TimeSpan latency = default)
    {
        var server = await RehearsalServer.StartAsync(new RehearsalOptions { Script = RehearsalScript.Parse(script), Latency = latency }, CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var proxy = builder.Build();
        var holdup = new Holdup(proxy, server, marker);
        proxy.Run(holdup.AnswerAsync);
        await proxy.StartAsync();
        holdup.Address = $"{proxy.Urls.Single()}/v1";
        return holdup;
    }

    /// <summary>What waits goes on, and from now on nothing waits.</summary>
    public void Release()
    {
        _marker = null;
        _released.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        await _proxy.StopAsync(new CancellationToken(canceled: true));
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        if (_marker is { } marker && body.Contains(marker, StringComparison.Ordinal))
        {
            _held.TrySetResult();
            await Task.WhenAny(_released.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
            if (context.RequestAborted.IsCancellationRequested)
            {
                _aborted.TrySetResult();
                return;
            }
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_server.BaseAddress, context.Request.Path.Value![4..]));
        request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        using var response = await _client.SendAsync(request);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await context.Response.WriteAsync(await response.Content.ReadAsStringAsync());
    }
}
