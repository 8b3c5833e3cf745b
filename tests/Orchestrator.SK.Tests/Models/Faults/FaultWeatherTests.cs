using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Tests.Models.Faults;

/// <summary>Faults that are no bytes of a reply: names that lead nowhere, certificates that nobody trusts, and a long run in changing weather.</summary>
public class FaultWeatherTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Name_ThatLeadsNowhere_IsTriedAgain_AndThenUnreachable()
    {
        var time = new VirtualTime(Start);
        var nowhere = new Nowhere(new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known"));
        using var kernels = new KernelFactory(NullLoggerFactory.Instance, time) { Transport = nowhere, Jitter = () => 0.5 };

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => AskAsync(kernels, new Uri("https://models.invalid/v1")));

        Assert.Equal((FailureKind.EndpointUnavailable, 4), (failure.Kind, nowhere.Asked));
        Assert.Equal([0.5, 1, 2], time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Certificate_ThatNobodyTrusts_IsRefusedOnce()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(-1));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = 0;
        var serving = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                asked++;
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(certificate).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        using var kernels = new KernelFactory(NullLoggerFactory.Instance, new VirtualTime(Start));

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => AskAsync(kernels, new Uri($"https://{listener.LocalEndpoint}/v1")));

        Assert.Equal((FailureKind.EndpointRefused, 1), (failure.Kind, asked));
        listener.Stop();
        await Task.WhenAny(serving);
    }

    /// <summary>With faults of any kind now and then, every answer is the one of a fair day.</summary>
    [Fact]
    public async Task Calls_InChangingWeather_AreAllAnsweredRight()
    {
        const int Seed = 4711;
        const int Calls = 400;
        var chance = new Random(Seed);
        var faults = FaultCases.All.Where(fault => fault.Forms.Contains(ReplyForm.Whole) && fault.Ends.StartsWith("done at", StringComparison.Ordinal) && !fault.Ends.Contains("ran", StringComparison.Ordinal) && fault.Ends.Contains(" 0.5", StringComparison.Ordinal))
            .Select(fault => fault.Answers(ReplyForm.Whole)[0]).ToList();
        Assert.True(faults.Count > 25, $"{faults.Count} kinds of fault");
        List<WireAnswer> answers = [];
        for (var n = 0; n < Calls; n++)
        {
            for (var attempt = 0; attempt < 2 && chance.NextDouble() < 0.1; attempt++)
            {
                answers.Add(faults[chance.Next(faults.Count)]);
            }

            answers.Add(Wire.Say(ReplyForm.Whole, $$"""{"role":"assistant","content":"answer {{n}}"}""", id: $"chatcmpl-{n}"));
        }

        var time = new VirtualTime(Start);
        await using var endpoint = new FaultEndpoint(time, answers);
        using var kernels = new KernelFactory(NullLoggerFactory.Instance, time) { Jitter = chance.NextDouble };
        for (var n = 0; n < Calls; n++)
        {
            Assert.True(await AskAsync(kernels, endpoint.Address) is { } said && said == $"answer {n}", $"seed {Seed}: call {n} was answered otherwise");
        }

        Assert.Equal(answers.Count, endpoint.Requests.Count);
    }

    private static async Task<string?> AskAsync(KernelFactory kernels, Uri address)
    {
        var model = new ModelChoice("default", address, "none", "m", 1_000, null, TimeSpan.FromSeconds(600));
        var kernel = kernels.Create(model, (_, _) => Task.CompletedTask);
        return (await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(new ChatHistory("Be brief."), null, kernel).WaitAsync(Limit)).Content;
    }

    private sealed class Nowhere(Exception error) : HttpMessageHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            throw error;
        }
    }
}
