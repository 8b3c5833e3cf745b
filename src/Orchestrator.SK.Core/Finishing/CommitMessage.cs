using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Finishing;

/// <summary>The message of the delivered commit: a fixed form, in which a model's words are words only.</summary>
public static class CommitMessage
{
    private const int MaxSubject = 72;

    public static string Compose(string itemId, string title, string summary, IReadOnlyList<string> specs, string runId)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(specs);
        var subject = PlainText.Cut($"{itemId}: {PlainText.Line(title)}", MaxSubject);

        // Broken into lines first: what stands at the beginning of a line then is what git and 'git am' will see there.
        var body = PlainText.Paragraphs(Wrap(summary));
        return $"{subject}\n\n{(body.Length > 0 ? $"{body}\n\n" : "")}Item: {itemId}\nSpecs: {string.Join(", ", specs)}\nRun: {runId}\n";
    }

    private static string Wrap(string text) => string.Join('\n', text.Split('\n').SelectMany(WrapLine));

    private static IEnumerable<string> WrapLine(string line)
    {
        while (line.Length > MaxSubject && line.LastIndexOf(' ', MaxSubject) is var at and > 0 && line[..at].Trim().Length > 0)
        {
            yield return line[..at];
            line = line[(at + 1)..];
        }

        yield return line;
    }
}
