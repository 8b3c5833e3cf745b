using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Orchestrator.SK.Models.Trials;

/// <summary>What a call of a trial came to.</summary>
/// <param name="Failure">Why it gave no usable reply; null when it did.</param>
/// <param name="HasUsage">Whether the reply said how many tokens it took.</param>
/// <param name="First">Until its first word came; null when it did not stream.</param>
internal sealed record TrialReply(ModelCallException? Failure, ChatMessageContent? Message, bool HasUsage, long InputTokens, TimeSpan Duration, TimeSpan? First = null)
{
    public string Text => Message?.Content ?? "";

    public FunctionCallContent? Call => Message?.Items.OfType<FunctionCallContent>().FirstOrDefault();
}

/// <summary>Tries what runs need of a model, with small calls of the kind that runs make: the same connector, and the same handler that retries, checks and limits.</summary>
internal sealed class EndpointTrial(KernelFactory kernels, ModelChoice model, TrialAccount account, TimeProvider time)
{
    /// <summary>The most tokens of one reply: enough for a model that thinks first.</summary>
    public const int MaxOutputTokens = 2_048;

    /// <summary>The tool that has to be called, and its one argument.</summary>
    public const string Tool = "note-write";

    public const string Number = "2342";

    private const int BytesPerToken = 4;

    private readonly ModelChoice _model = model with
    {
        MaxOutputTokens = Math.Min(MaxOutputTokens, model.MaxOutputTokens),
        HeaderTimeout = Shorter(model.HeaderTimeout),
        Timeout = Shorter(model.Timeout),
        CallTimeout = Shorter(model.CallTimeout),
        LongestWait = TimeSpan.FromSeconds(Math.Min(10, model.LongestWait.TotalSeconds)),
        Fallback = null,
    };

    /// <summary>What trials of one model may take at the most, in tokens.</summary>
    public static long MostTokens(int promptTokens) => (4L * MaxOutputTokens) + (2L * promptTokens) + 8_000;

    /// <summary>Asks for a tool call: forced by name, or as runs ask for it.</summary>
    public Task<TrialReply> CallToolAsync(bool forced, CancellationToken cancellationToken)
    {
        var tool = KernelFunctionFactory.CreateFromMethod((string number) => number, new KernelFunctionFromMethodOptions { FunctionName = "write", Description = "Writes a number down." });
        var plugin = KernelPluginFactory.CreateFromFunctions("note", [tool]);
        var choice = forced ? FunctionChoiceBehavior.Required([tool], autoInvoke: false) : FunctionChoiceBehavior.Auto(autoInvoke: false);
        return AskAsync($"Call the tool {Tool} with the number {Number}. Answer with that call alone.", choice, watched: false, [plugin], cancellationToken);
    }

    /// <summary>Asks for a reply in a stream, as a person who watches gets it.</summary>
    public Task<TrialReply> StreamAsync(CancellationToken cancellationToken) =>
        AskAsync("Answer with the word 'ready' and nothing else.", null, watched: true, [], cancellationToken);

    /// <summary>Sends a long prompt with a word at its start and one in its middle, and asks for both at its end.</summary>
    public Task<TrialReply> ReadLongPromptAsync(int tokens, string first, string middle, CancellationToken cancellationToken) =>
        AskAsync(LongPrompt(tokens, first, middle), null, watched: false, [], cancellationToken);

    /// <summary>A text of about that many tokens.</summary>
    public static string LongPrompt(int tokens, string first, string middle)
    {
        var text = new StringBuilder($"The first code word is {first}. Remember it.\n");
        var half = false;
        for (var line = 1; text.Length < tokens * BytesPerToken; line++)
        {
            if (!half && text.Length >= tokens * BytesPerToken / 2)
            {
                text.Append(CultureInfo.InvariantCulture, $"The second code word is {middle}. Remember it.\n");
                half = true;
            }

            text.Append(CultureInfo.InvariantCulture, $"Line {line} of the log: nothing happened, and everybody went on with what they were doing.\n");
        }

        return text.Append("Which two code words does this text name? Answer with the two words, the first one first, and nothing else.").ToString();
    }

    private async Task<TrialReply> AskAsync(string question, FunctionChoiceBehavior? choice, bool watched, IEnumerable<KernelPlugin> plugins, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        var kernel = kernels.Create(_model, account, watched ? words => first ??= words is null ? null : time.GetElapsedTime(started) : null, plugins);
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = choice, MaxTokens = _model.MaxOutputTokens, Temperature = _model.Temperature };
        try
        {
            var history = new ChatHistory("You are asked to show that you work. Do exactly what is asked.");
            history.AddUserMessage(question);
            var message = await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(history, settings, kernel, cancellationToken).ConfigureAwait(false);
            var (hasUsage, input) = UsageOf(account.Reply);
            return new(null, message, hasUsage, input, time.GetElapsedTime(started), first);
        }
        catch (ModelCallException failure)
        {
            return new(failure, null, false, 0, time.GetElapsedTime(started), first);
        }
    }

    private static (bool Has, long Input) UsageOf(string reply)
    {
        using var json = JsonDocument.Parse(reply);
        return ReplyUsage.Of(json.RootElement) is { } usage ? (true, usage.Input) : (false, 0);
    }

    // Somebody waits for the answer: a minute and a half is the most.
    private static TimeSpan Shorter(TimeSpan limit) => limit < TimeSpan.FromSeconds(90) ? limit : TimeSpan.FromSeconds(90);
}
