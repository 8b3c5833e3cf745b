using System.Text.RegularExpressions;

namespace Orchestrator.SK.Host.Chat;

/// <summary>A slash command as it is offered: its name, what it takes, what it does.</summary>
internal sealed record ChatCommand(string Name, string Takes, string Does);

/// <summary>What a line means.</summary>
/// <param name="Name">The command with its slash; null when the line is plain words; empty when there is no such command.</param>
/// <param name="Argument">What follows the command, or the words.</param>
internal sealed record ChatLine(string? Name, string Argument);

/// <summary>The commands of the chat, and how a line is read.</summary>
internal static partial class ChatCommands
{
    public static readonly IReadOnlyList<ChatCommand> All =
    [
        new("/help", "", "what there is"),
        new("/items", "", "the open items of the backlog"),
        new("/check", "ID", "may the item start, which specs cover it, which ripples it touches; asks no model"),
        new("/plan", "ID", "draft a plan and show it; nothing is started"),
        new("/run", "ID", "draft a plan, and start on your yes (or say: do BK-004)"),
        new("/status", "", "how far the run is, or how the last one ended"),
        new("/diff", "", "what the run, or the last one, has changed so far"),
        new("/answer", "TEXT", "answer the question that the run asks"),
        new("/cancel", "[EXPERT]", "cancel the run, or one expert while the others go on; what was written is kept"),
        new("/exit", "", "leave; --continue goes on with the talk"),
    ];

    private static readonly Dictionary<string, string> Other = new(StringComparer.Ordinal) { ["/quit"] = "/exit", ["/?"] = "/help" };

    public static ChatLine Read(string line)
    {
        var text = line.Trim();
        if (DoItem().Match(text) is { Success: true } match)
        {
            return new("/run", match.Groups["id"].Value.ToUpperInvariant());
        }

        if (!text.StartsWith('/'))
        {
            return new(null, text);
        }

        var at = text.IndexOfAny([' ', '\n']);
        var name = at < 0 ? text : text[..at];
        var argument = at < 0 ? "" : text[at..].Trim();
        name = Other.GetValueOrDefault(name, name);
        return All.Any(command => command.Name == name) ? new(name, argument) : new("", name);
    }

    /// <summary>The command that a mistyped one was probably meant to be.</summary>
    public static string Nearest(string name) => All.MinBy(command => Distance(command.Name, name))!.Name;

    /// <summary>The ways in which the word at the end of a text may go on: commands at its beginning, item ids after it.</summary>
    public static IReadOnlyList<string> Complete(string text, IReadOnlyList<string> items)
    {
        var start = text.LastIndexOfAny([' ', '\n']) + 1;
        var word = text[start..];
        return start == 0 && word.StartsWith('/') ? [.. All.Select(command => command.Name).Where(name => name.StartsWith(word, StringComparison.Ordinal))]
            : word.Length == 0 && !text.StartsWith('/') ? []
            : [.. items.Where(id => id.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
    }

    // Edits from one word to the other; the words are short.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, before) = (row[0], row[0] = i);
            for (var j = 1; j <= other.Length; j++)
            {
                before = Math.Min(Math.Min(row[j], before) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], before);
            }
        }

        return row[^1];
    }

    [GeneratedRegex(@"^(?:do|run|start|deliver)\s+(?<id>[a-z][a-z0-9]*-[0-9]+[a-z]?)\s*[.!]?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex DoItem();
}
