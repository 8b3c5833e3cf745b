using Spectre.Console;

namespace Orchestrator.SK.Host.Progress;

/// <summary>How a line is meant; a terminal shows it by colour, a file not at all.</summary>
internal enum Tone
{
    Plain,
    Dim,
    Good,
    Bad,
    Strong,
}

/// <summary>One line for a person. It may come from anywhere: whoever shows it takes out what a terminal would obey.</summary>
internal sealed record TonedLine(string Text, Tone Tone = Tone.Plain);

internal static class TonedLines
{
    /// <summary>Writes lines, broken between words where the console is narrower.</summary>
    public static void Write(this IAnsiConsole console, IEnumerable<TonedLine> lines)
    {
        foreach (var line in lines)
        {
            var style = line.Tone switch
            {
                Tone.Dim => new Style(Color.Grey),
                Tone.Good => new Style(Color.Green),
                Tone.Bad => new Style(Color.Red),
                Tone.Strong => new Style(decoration: Decoration.Bold),
                _ => Style.Plain,
            };
            foreach (var row in EventText.Safe(line.Text).Split('\n').SelectMany(text => Cells.Wrap(text, console.Profile.Width, Cells.Hang)))
            {
                console.Write(new Text(row, style));
                console.WriteLine();
            }
        }
    }
}
