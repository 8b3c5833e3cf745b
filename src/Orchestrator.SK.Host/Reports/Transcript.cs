using System.Text.Json;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Host.Reports;

/// <summary>What an expert was told, said and did, from the record: there from the first second, also of a run that failed or was left.</summary>
internal static class Transcript
{
    public static IEnumerable<string> Of(IReadOnlyList<RunEntry> entries, string expert)
    {
        var own = ConversationsOf(entries, expert);
        foreach (var conversation in own)
        {
            foreach (var line in entries.Where(entry => ConversationOf(entry.Event) == conversation).SelectMany(Lines))
            {
                yield return line;
            }
        }
    }

    public static IReadOnlyList<string> ConversationsOf(IEnumerable<RunEntry> entries, string expert) =>
        [.. entries.Select(entry => entry.Event).OfType<RunEvent.ConversationOpened>().Where(opened => opened.Expert == expert).Select(opened => opened.Conversation)];

    public static string? ConversationOf(RunEvent fact) => fact switch
    {
        RunEvent.ConversationOpened e => e.Conversation,
        RunEvent.ModelReplied e => e.Conversation,
        RunEvent.ToolCompleted e => e.Conversation,
        RunEvent.FileWritten e => e.Conversation,
        RunEvent.WriteRefused e => e.Conversation,
        RunEvent.PersonHeard e => e.Conversation,
        RunEvent.ContextCompacted e => e.Conversation,
        _ => null,
    };

    private static IEnumerable<string> Lines(RunEntry entry) => entry.Event switch
    {
        RunEvent.ConversationOpened e => ["", $"=== {e.Conversation} ({e.Expert}, {e.Prompt} {EventText.Short(e.PromptHash)})", .. Block("instructions", e.Instructions), .. Block("told", e.Message)],
        RunEvent.ModelReplied e => [$"--- call {e.Sequence}: {e.Model}, {e.Usage.Input} in, {e.Usage.Output} out, {EventText.Seconds(e.Milliseconds)}", .. Said(e.Reply)],
        RunEvent.ToolCompleted e => [$"{e.Tool} {e.Subject}: {e.Outcome}", .. Indented(e.Result)],
        RunEvent.FileWritten e => [$"wrote {e.Path} [{string.Join(", ", e.Specs)}]"],
        RunEvent.WriteRefused e => [$"refused {e.Path} [{e.Code}]"],
        RunEvent.ContextCompacted e => [EventText.Compacted(e)],
        RunEvent.PersonHeard e => [$"heard {EventText.Count(e.Words, "word")} of a person"],
        _ => [],
    };

    private static IEnumerable<string> Said(string reply)
    {
        string? words;
        try
        {
            using var json = JsonDocument.Parse(reply);
            words = json.RootElement.GetProperty("choices")[0].GetProperty("message").TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            words = $"(a reply that cannot be read: {reply})";
        }

        return string.IsNullOrEmpty(words) ? [] : Indented(words);
    }

    private static IEnumerable<string> Block(string title, string? text) => string.IsNullOrEmpty(text) ? [] : [$"{title}:", .. Indented(text)];

    private static IEnumerable<string> Indented(string text) => text.TrimEnd('\n').Split('\n').Select(line => $"  {line.TrimEnd('\r')}");
}
