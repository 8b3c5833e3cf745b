using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.SK.Rehearsal.Recording;

namespace Orchestrator.SK.Benchmarks;

/// <summary>How much of each request an endpoint has seen already, at its beginning: what its cache of prefixes can save.</summary>
internal static class PrefixShare
{
    public static void Print(IReadOnlyList<RehearsalRequest> requests)
    {
        var pairs = requests.Where(request => request.Method == "POST").GroupBy(Conversation)
            .SelectMany(conversation => conversation.Zip(conversation.Skip(1)))
            .Where(pair => pair.Second.Body.Length > pair.First.Body.Length) // A shorter one is the next run's first.
            .ToList();
        long shared = 0, sent = 0, unbroken = 0;
        foreach (var (before, after) in pairs)
        {
            var (first, second) = (Flat(before), Flat(after));
            shared += first.AsSpan().CommonPrefixLength(second);
            sent += second.Length;
            unbroken += second.AsSpan().StartsWith(first) ? 1 : 0;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  prefix: {unbroken} of {pairs.Count} follow-up requests start with the whole request before; {100.0 * shared / sent:0.0} % of their bytes were sent before"));
    }

    /// <summary>How much of the first request of a conversation stood in one of another conversation before: tools, and what their personas have in common.</summary>
    public static void PrintBetween(IReadOnlyList<RehearsalRequest> requests)
    {
        var first = requests.Where(request => request.Method == "POST").GroupBy(Conversation).Select(conversation => Flat(conversation.First())).ToList();
        long shared = 0, sent = 0;
        for (var index = 1; index < first.Count; index++)
        {
            shared += first.Take(index).Max(earlier => earlier.AsSpan().CommonPrefixLength(first[index]));
            sent += first[index].Length;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  prefix between conversations: {100.0 * shared / sent:0.0} % of the bytes of their first requests stood at the beginning of another's before ({first.Count} conversations)"));
    }

    // A conversation begins with the same instructions and the same assignment, and grows.
    private static string Conversation(RehearsalRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return string.Join('\n', body.RootElement.GetProperty("messages").EnumerateArray().Take(2).Select(message => message.GetRawText()));
    }

    // As an endpoint reads it: model and tools come before the messages, wherever they stand in the object.
    private static byte[] Flat(RehearsalRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        var root = body.RootElement;
        var tools = root.TryGetProperty("tools", out var offered) ? offered.GetRawText() : "";
        return Encoding.UTF8.GetBytes($"{root.GetProperty("model").GetRawText()}{tools}{string.Concat(root.GetProperty("messages").EnumerateArray().Select(message => message.GetRawText()))}");
    }
}
