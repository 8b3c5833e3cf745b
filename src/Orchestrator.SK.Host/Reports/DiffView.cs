using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Repositories;
using Spectre.Console;

namespace Orchestrator.SK.Host.Reports;

/// <summary>A diff on the screen: added lines green, removed lines red, in git's own form.</summary>
internal static class DiffView
{
    public static void Write(IAnsiConsole console, DiffText diff)
    {
        foreach (var line in EventText.Safe(diff.Patch).TrimEnd('\n').Split('\n'))
        {
            var colour = line switch
            {
                ['+', '+', '+', ..] or ['-', '-', '-', ..] or ['d', 'i', 'f', 'f', ..] => Color.Grey,
                ['@', ..] => Color.Teal,
                ['+', ..] => Color.Green,
                ['-', ..] => Color.Red,
                _ => Color.Default,
            };
            console.Write(new Text(line, new Style(colour)).Overflow(Overflow.Fold));
            console.WriteLine();
        }

        console.WriteLine($"{EventText.Count(diff.Files.Count, "file")}, +{diff.Added} -{diff.Deleted}");
    }
}
