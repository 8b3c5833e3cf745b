using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Reports;

/// <summary>A diff for a person: added lines green, removed lines red, in git's own form.</summary>
internal static class DiffView
{
    public static IEnumerable<TonedLine> Lines(DiffText diff) =>
        diff.Patch.TrimEnd('\n').Split('\n').Select(line => new TonedLine(line, Of(line))).Append(new($"{EventText.Count(diff.Files.Count, "file")}, +{diff.Added} -{diff.Deleted}"));

    private static Tone Of(string line) => line switch
    {
        ['d', 'i', 'f', 'f', ..] => Tone.Strong,
        ['+', '+', '+', ..] or ['-', '-', '-', ..] or ['@', ..] => Tone.Dim,
        ['+', ..] => Tone.Good,
        ['-', ..] => Tone.Bad,
        _ => Tone.Plain,
    };
}
