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
