using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Checking;

/// <summary>
/// The strict reading of a chat completion request. It refuses what OpenAI refuses, and what OpenAI lets pass but others do not,
/// so that a conversation that passes here passes anywhere.
/// </summary>
internal static class RequestCheck
{
    /// <summary>
    /// Every violation; empty for a sound request. The scripted tools are those that the rehearsed model itself calls: they may stand in the
    /// history though nobody offers them.
    /// </summary>
    public static IReadOnlyList<Violation> Of(JsonElement request, IReadOnlySet<string> scriptedTools)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            return [new Violation("", "the body must be a JSON object")];
        }

        var found = new Findings();
        if (found.Text(request, "model", "model") is { Length: 0 })
        {
            found.Add("model", "must not be empty");
        }

        var tools = ToolsCheck.Of(request, found);
        var known = new HashSet<string>(tools, StringComparer.Ordinal);
        known.UnionWith(scriptedTools);
        MessagesCheck.Of(request, known, found);
        CheckStream(request, found);
        ResponseFormatCheck.Of(request, found);
        if (request.TryGetProperty("n", out var n) && n.GetRawText() != "1")
        {
            found.Add("n", "must be 1: one choice is all that is played here");
        }

        return found.All;
    }

    private static void CheckStream(JsonElement request, Findings found)
    {
        var stream = found.Flag(request, "stream", "stream");
        if (!Findings.Has(request, "stream_options", out var options))
        {
            return;
        }

        if (options.ValueKind != JsonValueKind.Object)
        {
            found.Add("stream_options", "must be an object");
        }
        else if (stream != true)
        {
            found.Add("stream_options", "is allowed only with 'stream': true");
        }
        else
        {
            found.Flag(options, "include_usage", "stream_options.include_usage");
        }
    }
}
