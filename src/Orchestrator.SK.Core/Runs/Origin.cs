namespace Orchestrator.SK.Core.Runs;

/// <summary>Where a line, or a whole file, comes from.</summary>
/// <param name="Path">Its path at that time: a file may have been moved since.</param>
/// <param name="Line">Its number at that time; null for a whole file.</param>
/// <param name="Entry">The write, or the folding of the fragments, that brought it; null when it stood before the run.</param>
/// <param name="Replaced">What it took the place of; null when it took nobody's.</param>
public sealed record Origin(string Path, int? Line, RunEntry? Entry, Origin? Replaced = null)
{
    /// <summary>Reads <c>path</c> or <c>path:line</c>.</summary>
    public static (string Path, int? Line) Parse(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var colon = place.LastIndexOf(':');
        return colon > 0 && int.TryParse(place.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var line)
            ? (place[..colon], line)
            : (place, null);
    }
}

/// <summary>What a run did to files, step by step, so that every line of its result leads back to who wrote it.</summary>
public sealed class FileHistory
{
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);
    private readonly Func<string, string?> _base;

    /// <param name="entries">The record of the run.</param>
    /// <param name="baseText">The text of a path in the commit that the run started from; null for none.</param>
    /// <param name="foldedText">The text of a path in the commit that the fragments were folded into last.</param>
    /// <param name="mendedText">The text of a path in the commit in which code mended what the audit missed.</param>
    /// <param name="match">Compares two texts.</param>
    public FileHistory(IReadOnlyList<RunEntry> entries, Func<string, string?> baseText, Func<string, string?> foldedText, Func<string, string?> mendedText, Func<string, string, LineMatch> match)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(foldedText);
        _base = baseText;
        foreach (var entry in entries)
        {
            if (entry.Event is RunEvent.FileWritten write)
            {
                Take(entry, write.MovedFrom ?? write.Path, write.Path, write.MovedFrom is { } from ? Text(from) : write.Content, match);
            }
        }

        // Fragments are folded from the base's own texts every time, so only the last folding counts.
        var state = RunState.Replay(entries);
        if (state.Folded is { } folded && folded.From == state.Head && entries.LastOrDefault(entry => entry.Event is RunEvent.DocumentsFolded) is { } last)
        {
            foreach (var path in folded.Paths)
            {
                Take(last, path, path, foldedText(path), match);
            }

            if (state.Mended is { } mended && mended.From == folded.Commit && entries.LastOrDefault(entry => entry.Event is RunEvent.Mended) is { } rule)
            {
                foreach (var path in mended.Rows.Select(row => row.Path).Distinct(StringComparer.Ordinal))
                {
                    Take(rule, path, path, mendedText(path), match);
                }
            }
        }
    }

    /// <summary>Paths that the run changed, also those that it deleted or moved away.</summary>
    public IReadOnlyCollection<string> Paths => _texts.Keys;

    /// <summary>The text of a path at the end of the record; null when there is none.</summary>
    public string? Text(string path) => _texts.TryGetValue(path, out var text) ? text : _base(path);

    /// <summary>How many lines a text has, as git counts them.</summary>
    public static int Count(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().Count('\n') + (text.Length == 0 || text.EndsWith('\n') ? 0 : 1);
    }

    /// <summary>The last thing that was done to a path as a whole; null when the run did nothing to it.</summary>
    public Origin? Last(string path) => _steps.FindLast(step => step.Path == path || step.From == path) is { } step ? new(path, null, step.Entry) : null;

    /// <summary>Where a line of a path comes from.</summary>
    /// <param name="line">From 1 to the <see cref="Count"/> of its <see cref="Text"/>.</param>
    public Origin Of(string path, int line) => Of(path, line, _steps.Count);

    private Origin Of(string path, int line, int steps)
    {
        for (var at = steps - 1; at >= 0; at--)
        {
            var step = _steps[at];
            if (step.Path != path)
            {
                continue;
            }

            if (step.From != path)
            {
                path = step.From;
            }
            else if (step.Match.Value.Same(line) is { } before)
            {
                line = before;
            }
            else
            {
                return new Origin(path, line, step.Entry, step.Match.Value.Replaced(line) is { } replaced ? Of(path, replaced, at) : null);
            }
        }

        return new Origin(path, line, null);
    }

    private void Take(RunEntry entry, string from, string path, string? text, Func<string, string, LineMatch> match)
    {
        var before = Text(from);
        _steps.Add(new Step(entry, from, path, new Lazy<LineMatch>(() => match(before ?? "", text ?? ""))));
        if (from != path)
        {
            _texts[from] = null;
        }

        _texts[path] = text;
    }

    private sealed record Step(RunEntry Entry, string From, string Path, Lazy<LineMatch> Match);
}
