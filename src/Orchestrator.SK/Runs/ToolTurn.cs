using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Runs;

/// <summary>One reply of a model in our own words: what goes onto the thread, and the calls that have to be answered.</summary>
/// <remarks>
/// The next request must be sound whatever the model wrote: a call goes back with the arguments that it had where those are a JSON object, and with none where they are not; a call of a
/// name that no tool may have does not go back as a call at all, for endpoints refuse a conversation that holds one.
/// </remarks>
internal sealed partial class ToolTurn
{
    private const string Nothing = "(nothing)";

    private ToolTurn(string text, IReadOnlyList<FunctionCallContent> calls) => (Text, Calls) = (text, calls);

    public string Text { get; }

    /// <summary>The calls as the model wrote them, in its order.</summary>
    public IReadOnlyList<FunctionCallContent> Calls { get; }

    public bool IsEmpty => Text.Length == 0 && Calls.Count == 0;

    public static ToolTurn Of(ChatMessageContent? reply) => new(reply?.Content ?? "", reply?.Items.OfType<FunctionCallContent>().ToList() ?? []);

    /// <summary>The reply as it goes onto the thread, without a name: a request has to begin with the one before it.</summary>
    public ChatMessageContent ToMessage()
    {
        var message = new ChatMessageContent(AuthorRole.Assistant, content: null);
        var sound = Calls.Where(HasName).ToList();
        if (Text.Length > 0 || sound.Count == 0)
        {
            message.Items.Add(new TextContent(Text.Length == 0 ? Nothing : Text));
        }

        foreach (var call in sound)
        {
            message.Items.Add(new FunctionCallContent(call.FunctionName, call.PluginName, call.Id, Written(call)));
        }

        return message;
    }

    /// <summary>The answer to a call as it goes onto the thread. Answers to calls that do not go back are collected in <paramref name="notes"/>.</summary>
    public static ChatMessageContent? Answer(FunctionCallContent call, string result, List<string> notes)
    {
        if (HasName(call))
        {
            return new FunctionResultContent(call.FunctionName, call.PluginName, call.Id, result).ToChatMessage();
        }

        notes.Add($"You called '{PathRules.Escape(ToolCalls.Name(call))}': {result}");
        return null;
    }

    /// <summary>Why a call is not carried out whatever it asks for; null when it may be.</summary>
    /// <param name="index">Its place in the reply, from 0.</param>
    public static ToolResult.Refused? Refusal(FunctionCallContent call, int index) =>
        index >= CallHistory.PerReply ? new("E_MANY", $"{CallHistory.PerReply} calls of one reply are carried out at the most: make this one again in your next reply.")
        : call.Id?.StartsWith(SoundReply.Doubled, StringComparison.Ordinal) == true ? new("E_DOUBLED", "this call came with the id of another in the same reply, and only the first was carried out: make it again if you meant both.")
        : null;

    /// <summary>The same text for the same call.</summary>
    public static string Key(FunctionCallContent call) =>
        $"{ToolCalls.Name(call)} {(ToolArguments.Parse(ToolArguments.Raw(call), out _) is { } written ? ToolArguments.Canonical(written) : ToolArguments.Raw(call))}";

    private static bool HasName(FunctionCallContent call) => SoundName().IsMatch(string.IsNullOrEmpty(call.PluginName) ? call.FunctionName : $"{call.PluginName}-{call.FunctionName}");

    private static KernelArguments Written(FunctionCallContent call)
    {
        var arguments = new KernelArguments();
        if (ToolArguments.Parse(ToolArguments.Raw(call), out _) is { } written)
        {
            foreach (var argument in written.EnumerateObject())
            {
                arguments[argument.Name] = argument.Value;
            }
        }

        return arguments;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SoundName();
}
