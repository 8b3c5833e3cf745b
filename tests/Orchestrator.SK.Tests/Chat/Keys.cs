namespace Orchestrator.SK.Tests.Chat;

/// <summary>Keys as a person would write them down: letters, arrows, <c>^A</c> for Ctrl-A, ⏎ ⎇ (Alt-Enter) ⌫ ⌦ ⇤ ⇥ and ⇐ ⇒ (by word).</summary>
internal static class Keys
{
    public static List<ConsoleKeyInfo> Of(string text)
    {
        var keys = new List<ConsoleKeyInfo>();
        for (var i = 0; i < text.Length; i++)
        {
            keys.Add(text[i] == '^' ? new((char)(text[++i] - 'A' + 1), ConsoleKey.A + (text[i] - 'A'), false, false, true) : Key(text[i]));
        }

        return keys;
    }

    private static ConsoleKeyInfo Key(char character) => character switch
    {
        '←' => new('\0', ConsoleKey.LeftArrow, false, false, false),
        '→' => new('\0', ConsoleKey.RightArrow, false, false, false),
        '⇐' => new('\0', ConsoleKey.LeftArrow, false, false, true),
        '⇒' => new('\0', ConsoleKey.RightArrow, false, false, true),
        '↑' => new('\0', ConsoleKey.UpArrow, false, false, false),
        '↓' => new('\0', ConsoleKey.DownArrow, false, false, false),
        '⌫' => new('\x7f', ConsoleKey.Backspace, false, false, false),
        '⌦' => new('\0', ConsoleKey.Delete, false, false, false),
        '⇤' => new('\0', ConsoleKey.Home, false, false, false),
        '⇥' => new('\t', ConsoleKey.Tab, false, false, false),
        '⏎' or '\r' => new('\r', ConsoleKey.Enter, false, false, false),
        '⎇' => new('\r', ConsoleKey.Enter, false, true, false),
        '\e' => new('\e', ConsoleKey.Escape, false, false, false),
        _ => new(character, 0, false, false, false),
    };
}
