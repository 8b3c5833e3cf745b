using System.Globalization;

namespace Orchestrator.SK.Host.Chat;

/// <summary>What a key did to the line.</summary>
internal enum EditResult
{
    Edited,
    Submitted,

    /// <summary>Ctrl-C at an empty line.</summary>
    Interrupted,

    /// <summary>Ctrl-D at an empty line.</summary>
    Ended,
}

/// <summary>The line being edited: keys in, text and cursor out. Knows no console.</summary>
/// <param name="earlier">What was entered before, the oldest first.</param>
/// <param name="complete">The ways in which the word before the cursor may go on: from the text up to the cursor, whole words.</param>
internal sealed class LineEditor(IEnumerable<string> earlier, Func<string, IReadOnlyList<string>> complete)
{
    private readonly List<string> _history = [.. earlier];
    private int _shown = -1;
    private string _unsent = "";

    public string Text { get; private set; } = "";

    /// <summary>Index into <see cref="Text"/>, always at the border of what a user sees as one character.</summary>
    public int Cursor { get; private set; }

    /// <summary>The choices when Tab found more than one.</summary>
    public IReadOnlyList<string> Choices { get; private set; } = [];

    /// <summary>Empties the line and returns what was on it; the history has it from now on.</summary>
    public string Take()
    {
        var text = Text;
        if (text.Trim().Length > 0 && (_history.Count == 0 || _history[^1] != text))
        {
            _history.Add(text);
        }

        _shown = -1;
        Set("", 0);
        return text;
    }

    /// <summary>Inserts a text as one piece, line breaks and all.</summary>
    public void Paste(string text) => Insert(text.ReplaceLineEndings("\n").Replace("\t", "    ", StringComparison.Ordinal));

    public EditResult Press(ConsoleKeyInfo key)
    {
        var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        var alt = key.Modifiers.HasFlag(ConsoleModifiers.Alt);
        if (key.Key != ConsoleKey.Tab)
        {
            Choices = [];
        }

        return (key.Key, control) switch
        {
            (ConsoleKey.Enter, _) when alt || control => Do(() => Insert("\n")),
            (ConsoleKey.Enter, _) => EditResult.Submitted,
            (ConsoleKey.C, true) => Interrupt(),
            (ConsoleKey.D, true) when Text.Length == 0 => EditResult.Ended,
            (ConsoleKey.D, true) or (ConsoleKey.Delete, _) => Do(() => Remove(Cursor, Next(Cursor))),
            (ConsoleKey.Backspace, _) or (ConsoleKey.H, true) => Do(() => Remove(Previous(Cursor), Cursor)),
            (ConsoleKey.LeftArrow, false) or (ConsoleKey.B, true) => Do(() => Set(Text, Previous(Cursor))),
            (ConsoleKey.RightArrow, false) or (ConsoleKey.F, true) => Do(() => Set(Text, Next(Cursor))),
            (ConsoleKey.LeftArrow, true) => Do(() => Set(Text, WordStart())),
            (ConsoleKey.RightArrow, true) => Do(() => Set(Text, WordEnd())),
            (ConsoleKey.Home, _) or (ConsoleKey.A, true) => Do(() => Set(Text, 0)),
            (ConsoleKey.End, _) or (ConsoleKey.E, true) => Do(() => Set(Text, Text.Length)),
            (ConsoleKey.U, true) => Do(() => Remove(0, Cursor)),
            (ConsoleKey.K, true) => Do(() => Remove(Cursor, Text.Length)),
            (ConsoleKey.W, true) => Do(() => Remove(WordStart(), Cursor)),
            (ConsoleKey.UpArrow, _) or (ConsoleKey.P, true) => Do(() => Look(-1)),
            (ConsoleKey.DownArrow, _) or (ConsoleKey.N, true) => Do(() => Look(+1)),
            (ConsoleKey.Tab, _) => Do(Complete),
            _ when !control && !alt && !char.IsControl(key.KeyChar) => Do(() => Insert($"{key.KeyChar}")),
            _ => EditResult.Edited,
        };
    }

    private static EditResult Do(Action edit)
    {
        edit();
        return EditResult.Edited;
    }

    private EditResult Interrupt()
    {
        if (Text.Length == 0)
        {
            return EditResult.Interrupted;
        }

        _shown = -1;
        return Do(() => Set("", 0));
    }

    private void Insert(string text)
    {
        var clean = string.Concat(text.Where(c => c == '\n' || !char.IsControl(c)));
        Set(Text.Insert(Cursor, clean), Cursor + clean.Length);
    }

    private void Remove(int from, int to) => Set(Text.Remove(from, to - from), from);

    private void Set(string text, int cursor) => (Text, Cursor) = (text, cursor);

    private int Previous(int index) => StringInfo.ParseCombiningCharacters(Text).LastOrDefault(start => start < index);

    private int Next(int index) => StringInfo.ParseCombiningCharacters(Text).FirstOrDefault(start => start > index, Text.Length);

    private int WordStart()
    {
        var end = Text[..Cursor].TrimEnd().Length;
        return end == 0 ? 0 : Text.LastIndexOfAny([' ', '\n'], end - 1) + 1;
    }

    private int WordEnd()
    {
        var start = Cursor + (Text.Length - Cursor - Text[Cursor..].TrimStart().Length);
        return Text.IndexOfAny([' ', '\n'], start) is var end and >= 0 ? end : Text.Length;
    }

    // What was being written when somebody looked back stands below the newest entry.
    private void Look(int step)
    {
        var at = _shown < 0 ? _history.Count : _shown;
        var to = Math.Clamp(at + step, 0, _history.Count);
        if (to == at)
        {
            return;
        }

        _unsent = at == _history.Count ? Text : _unsent;
        _shown = to == _history.Count ? -1 : to;
        var text = _shown < 0 ? _unsent : _history[to];
        Set(text, text.Length);
    }

    private void Complete()
    {
        var start = Text[..Cursor].LastIndexOfAny([' ', '\n']) + 1;
        var word = Text[start..Cursor];
        var found = complete(Text[..Cursor]);
        Choices = found.Count > 1 ? found : [];
        var common = found.Count == 0 ? word : found.Count == 1 ? $"{found[0]} " : found.Aggregate(CommonStart);
        if (common.Length > word.Length)
        {
            Set(string.Concat(Text.AsSpan(0, start), common, Text.AsSpan(Cursor)), start + common.Length);
        }
    }

    private static string CommonStart(string one, string other)
    {
        var length = one.Zip(other).TakeWhile(pair => char.ToUpperInvariant(pair.First) == char.ToUpperInvariant(pair.Second)).Count();
        return one[..length];
    }
}
