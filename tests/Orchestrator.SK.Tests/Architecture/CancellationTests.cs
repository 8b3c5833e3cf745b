using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 10, its point: a cancelled call is cancelled at the endpoint, where it costs money, and not just no longer waited for.</summary>
public sealed class CancellationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Call_WhenCancelled_ClosesItsRequestAtTheServer()
    {
        using var listener = Listen();
        using var kernels = new KernelFactory(NullLoggerFactory.Instance, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var recorded = 0;
        var call = Ask(kernels, listener, TimeSpan.FromMinutes(5), () => recorded++, stop.Token);
        using var socket = await listener.AcceptTcpClientAsync().WaitAsync(Limit);
        await ReadRequestAsync(socket);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Limit));
        Assert.True(await IsClosedAsync(socket), "The call is cancelled here, but its request is still open at the server.");
        Assert.Equal(0, recorded);
    }

    [Fact]
    public async Task Attempt_WhenItTakesTooLong_ClosesItsRequestAtTheServer()
    {
        using var listener = Listen();
        using var kernels = new KernelFactory(NullLoggerFactory.Instance, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var call = Ask(kernels, listener, TimeSpan.FromMilliseconds(200), () => { }, stop.Token);
        using var socket = await listener.AcceptTcpClientAsync().WaitAsync(Limit);
        await ReadRequestAsync(socket);

        Assert.True(await IsClosedAsync(socket), "The attempt is over its time, but its request is still open at the server.");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(Limit));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static Task<ChatMessageContent> Ask(KernelFactory kernels, TcpListener listener, TimeSpan timeout, Action recorded, CancellationToken cancellationToken)
    {
        var model = new ModelChoice("default", new Uri($"http://{listener.LocalEndpoint}/v1"), "none", "hangs", 256, null, timeout);
        var kernel = kernels.Create(model, (_, _) =>
        {
            recorded();
            return Task.CompletedTask;
        });
        return kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(new ChatHistory("Hang."), kernel: kernel, cancellationToken: cancellationToken);
    }

    // Read to the end of the body, so that whatever comes next is the end of the connection.
    private static async Task ReadRequestAsync(TcpClient socket)
    {
        var text = "";
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(Limit);
        while (!text.Contains("Hang.", StringComparison.Ordinal))
        {
            var read = await socket.GetStream().ReadAsync(buffer, limit.Token);
            Assert.NotEqual(0, read);
            text += System.Text.Encoding.UTF8.GetString(buffer, 0, read);
        }

        Assert.Contains("POST /v1/chat/completions", text, StringComparison.Ordinal);
    }

    private static async Task<bool> IsClosedAsync(TcpClient socket)
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new byte[4096];
        try
        {
            while (await socket.GetStream().ReadAsync(buffer, limit.Token) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true; // Reset: closed as well.
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
