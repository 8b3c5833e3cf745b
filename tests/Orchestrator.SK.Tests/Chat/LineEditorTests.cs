using Orchestrator.SK.Host.Chat;

namespace Orchestrator.SK.Tests.Chat;

public sealed class LineEditorTests
{
    [Theory]
    [InlineData("abc", "abc|")]
    [InlineData("abc←←x", "ax|bc")]
    [InlineData("abc⌫", "ab|")]
    [InlineData("abc⇤⌦", "|bc")]
    [InlineData("one two three^W", "one two |")]
    [InlineData("one two  ^W", "one |")]
    [InlineData("one two^A^K", "|")]
    [InlineData("one two^A→→→^U", "| two")]
    [InlineData("abc^A^Ex", "abcx|")]
    [InlineData("漢字←⌫", "|字")]
    [InlineData("e\u0301x←⌫", "|x")]
    [InlineData("😀a←⌫", "|a")]
    [InlineData("one two⇐⇐x", "x|one two")]
    [InlineData("one two^A⇒x", "onex| two")]
    [InlineData("a⎇b", "a\nb|")]
    [InlineData("abc^C", "|")]
    [InlineData("abc^A^D", "|bc")]
    public void Line_AfterKeys_IsWhatAUserExpects(string keys, string expected)
    {
        var editor = new LineEditor([], _ => []);

        Keys.Of(keys).ForEach(key => editor.Press(key));

        Assert.Equal(expected, editor.Text.Insert(editor.Cursor, "|"));
    }

    [Fact]
    public void History_LookedThrough_GivesBackWhatWasBeingWritten()
    {
        var editor = new LineEditor(["first", "second"], _ => []);
        var seen = new List<string>();

        foreach (var key in Keys.Of("dra↑↑↑↓↓↓"))
        {
            editor.Press(key);
            seen.Add(editor.Text);
        }

        Assert.Equal(["second", "first", "first", "second", "dra", "dra"], seen[3..]);
    }

    [Fact]
    public void Taken_Line_IsTheNewestOfTheHistory_OnceOnly()
    {
        var editor = new LineEditor([], _ => []);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            Keys.Of("again").ForEach(key => editor.Press(key));
            Assert.Equal(EditResult.Submitted, editor.Press(Keys.Of("⏎")[0]));
            Assert.Equal("again", editor.Take());
            Assert.Equal("", editor.Text);
        }

        Keys.Of("↑↑").ForEach(key => editor.Press(key));
        Assert.Equal("again", editor.Text);
        Keys.Of("↓").ForEach(key => editor.Press(key));
        Assert.Equal("", editor.Text);
    }

    [Fact]
    public void Interrupt_AndEnd_AreSaidOnlyAtAnEmptyLine()
    {
        var editor = new LineEditor([], _ => []);

        Assert.Equal([EditResult.Edited, EditResult.Edited, EditResult.Interrupted], Keys.Of("x^C^C").Select(editor.Press));
        Assert.Equal([EditResult.Edited, EditResult.Edited, EditResult.Edited, EditResult.Ended], Keys.Of("x^D⌫^D").Select(editor.Press));
    }

    [Theory]
    [InlineData("/ru⇥", "/run |", "")]
    [InlineData("/c⇥", "/c|", "/check /cancel")]
    [InlineData("/run bk⇥", "/run BK-00|", "BK-004 BK-005")]
    [InlineData("/run BK-005⇥", "/run BK-005 |", "")]
    [InlineData("do bug⇥", "do BUG-001 |", "")]
    [InlineData("nothing⇥", "nothing|", "")]
    [InlineData("/c⇥x", "/cx|", "")]
    public void Tab_CompletesCommandsAndItems(string keys, string expected, string choices)
    {
        var editor = new LineEditor([], text => ChatCommands.Complete(text, ["BUG-001", "BK-004", "BK-005"]));

        Keys.Of(keys).ForEach(key => editor.Press(key));

        Assert.Equal(expected, editor.Text.Insert(editor.Cursor, "|"));
        Assert.Equal(choices, string.Join(' ', editor.Choices));
    }

    [Fact]
    public void Paste_KeepsItsLines_AndLosesWhatATerminalWouldObey()
    {
        var editor = new LineEditor([], _ => []);
        Keys.Of("<>←").ForEach(key => editor.Press(key));

        editor.Paste("one\r\n\ttwo\rthree\e[31m");

        Assert.Equal("<one\n    two\nthree[31m|>", editor.Text.Insert(editor.Cursor, "|"));
    }

    [Fact]
    public void KeyFilter_FindsAPasteAmongKeys()
    {
        var keys = Keys.Of("a\e[200~two\rlines\e[201~b\e");
        var filter = new KeyFilter();

        var signals = keys.SelectMany((key, i) => filter.Feed(key, more: i < keys.Count - 1)).ToList();

        Assert.Equal(["a", "two\rlines", "b", "\e"], signals.Select(signal => signal switch
        {
            ChatSignal.Pasted pasted => pasted.Text,
            ChatSignal.Pressed pressed => $"{pressed.Key.KeyChar}",
            _ => "?",
        }));
    }

    [Fact]
    public void KeyFilter_WhereTheLibraryReadsTheMarkAsAltKey_FindsThePasteAsWell()
    {
        ConsoleKeyInfo[] keys = [new('[', 0, false, true, false), .. Keys.Of("200~x"), new('[', 0, false, true, false), .. Keys.Of("201~")];
        var filter = new KeyFilter();

        Assert.Equal([new ChatSignal.Pasted("x")], keys.SelectMany(key => filter.Feed(key, more: true)));
    }
}
