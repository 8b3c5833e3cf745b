using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Plugins;

/// <summary>One search through files of a draft, bounded in what it reads, shows and takes.</summary>
internal sealed class FileSearch(Draft draft, Regex regex)
{
    private const int MaxFound = 200;
    private const int MaxPattern = 1_000;
    private const int MaxLine = 300;

    // Linear is not fast: a thousand characters of pattern over a large tree still take minutes.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly List<string> _found = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _skipped;

    /// <summary>Makes the expression, linear in the text whatever the pattern, for both come from strangers.</summary>
    /// <returns>Why the pattern cannot be used; null when it can.</returns>
    public static string? Parse(string pattern, out Regex? regex)
    {
        regex = null;
        if (pattern.Length > MaxPattern)
        {
            return $"the pattern is longer than {MaxPattern} characters.";
        }

        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
            return null;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return PathRules.Escape($"the pattern cannot be used: {error.Message}", GateResult.MaxMessage - "refused [E_PATTERN]: ".Length);
        }
    }

    /// <summary>Returns <c>path:line: text</c> for each line found, and what was left out.</summary>
    public string Run(IEnumerable<string> paths)
    {
        var notes = "";
        try
        {
            foreach (var path in paths)
            {
                In(path);
                if (_found.Count > MaxFound)
                {
                    notes = $"\n… more than {MaxFound} lines: narrow the search";
                    break;
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            notes = $"\n… broken off after {Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds: narrow the search";
        }

        notes += _skipped > 0 ? $"\n… {_skipped} {(_skipped == 1 ? "file that is" : "files that are")} binary, not UTF-8 or too large not searched" : "";
        return (_found.Count == 0 ? "Nothing found." : string.Join('\n', _found.Take(MaxFound))) + notes;
    }

    /// <summary>The start of a text, without half of a surrogate pair at its end.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private void In(string path)
    {
        var read = draft.Read(path);
        _skipped += read.Fault is TextFault.Binary or TextFault.NotUtf8 or TextFault.TooLarge ? 1 : 0;
        var number = 0;
        foreach (var range in (read.Text ?? "").AsSpan().Split('\n'))
        {
            number++;
            var line = read.Text.AsSpan()[range].TrimEnd('\r');
            if (regex.IsMatch(line))
            {
                _found.Add($"{path}:{number}: {(line.Length > MaxLine ? Cut(line.ToString(), MaxLine) + "…" : line.ToString())}");
            }

            if (_found.Count > MaxFound)
            {
                return;
            }
        }

        if (_clock.Elapsed > Limit)
        {
            throw new RegexMatchTimeoutException();
        }
    }
}
