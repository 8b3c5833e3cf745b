using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Orchestrator.SK.Host.Chat;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Tests.Chat;

/// <summary>A terminal of glass: obeys what is written as a real one would, and shows what stands on it. Whatever it does not know, or what would break out of a row, fails the test.</summary>
internal sealed partial class Glass(int width, int height) : ITerminal
{
    private readonly Lock _gate = new();
    private readonly List<List<string>> _rows = [[]];
    private readonly List<string> _writes = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _row;
    private int _column;

    public (int Width, int Height) Size { get; set; } = (width, height);

    /// <summary>Every write, in order.</summary>
    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (_gate)
            {
                return [.. _writes];
            }
        }
    }

    /// <summary>All that stands there, scrolled away or not; blanks at the ends of rows left out.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _rows.Select(row => string.Concat(row).TrimEnd())).TrimEnd('\n');
            }
        }
    }

    public (int Row, int Column) Cursor => (_row, _column);

    /// <summary>Whether the text was there at the end of any write so far.</summary>
    public bool Ever(string text) => Writes.Any(write => write.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until a text stands there.</summary>
    public async Task UntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var changed = _changed.Task;
            if (Text.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"'{text}' never came. There stands:\n{Text}");
            }
        }
    }

    public void Write(string text)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _writes.Add(text);
            for (var at = 0; at < text.Length;)
            {
                var sequence = Sequence().Match(text, at);
                at += sequence.Success ? Obey(sequence) : Put(text[at..(text.IndexOf('\e', at) is var next and > 0 ? next : text.Length)]);
            }

            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    private int Put(string text)
    {
        foreach (var element in Cells.Elements(text.Replace("\r\n", "\v", StringComparison.Ordinal)))
        {
            switch (element)
            {
                case "\v":
                    (_row, _column) = (_row + 1, 0);
                    break;
                case "\r":
                    _column = 0;
                    break;
                default:
                    PutElement(element);
                    break;
            }

            while (_rows.Count <= _row)
            {
                _rows.Add([]);
            }
        }

        return text.Length;
    }

    private void PutElement(string element)
    {
        Assert.False(element.EnumerateRunes().Any(Rune.IsControl), $"a control character was written: {(int)element[0]:x}");
        var cells = Cells.OfElement(element);
        Assert.True(_column + cells <= Size.Width, $"torn: '{element}' does not fit behind '{string.Concat(_rows[_row])}'");
        var row = _rows[_row];
        while (row.Count < _column + cells)
        {
            row.Add(" ");
        }

        row[_column] = element;
        for (var i = 1; i < cells; i++)
        {
            row[_column + i] = "";
        }

        _column += cells;
    }

    private int Obey(Match sequence)
    {
        var count = sequence.Groups["n"].Value is { Length: > 0 } n ? int.Parse(n, CultureInfo.InvariantCulture) : 1;
        switch (sequence.Groups["what"].Value)
        {
            case "A":
                Assert.True(_row >= count, "the cursor went above the first row");
                _row -= count;
                break;
            case "C":
                _column += count;
                break;
            case "J" or "K":
                Erase(sequence.Groups["what"].Value == "J");
                break;
            default:
                break; // Colours and modes: nothing to see on glass.
        }

        return sequence.Length;
    }

    private void Erase(bool below)
    {
        _rows[_row] = [.. _rows[_row].Take(_column)];
        if (below)
        {
            _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
        }
    }

    [GeneratedRegex(@"\G\e\[(?:(?<n>[0-9]*)(?<what>[ACJK])|[0-9;]*(?<what>m)|\?(?:25|2026|2004)(?<what>[hl]))", RegexOptions.CultureInvariant)]
    private static partial Regex Sequence();
}
