using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Chat;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Chat;

public sealed class ChatCommandsTests
{
    [Theory]
    [InlineData("/run BK-004", "/run", "BK-004")]
    [InlineData("  /run   BK-004  ", "/run", "BK-004")]
    [InlineData("do BK-004", "/run", "BK-004")]
    [InlineData("Deliver bk-004!", "/run", "BK-004")]
    [InlineData("do it", null, "do it")]
    [InlineData("do BK-004 after lunch", null, "do BK-004 after lunch")]
    [InlineData("/quit", "/exit", "")]
    [InlineData("/answer two\nlines", "/answer", "two\nlines")]
    [InlineData("/itmes", "", "/itmes")]
    [InlineData("", null, "")]
    public void Line_IsRead(string line, string? name, string argument) => Assert.Equal(new ChatLine(name, argument), ChatCommands.Read(line));

    [Theory]
    [InlineData("/itmes", "/items")]
    [InlineData("/stat", "/status")]
    [InlineData("/rnu", "/run")]
    [InlineData("/cancle", "/cancel")]
    public void Mistyped_Command_HasANearest(string name, string nearest) => Assert.Equal(nearest, ChatCommands.Nearest(name));

    [Theory]
    [InlineData("y", true)]
    [InlineData(" YES ", true)]
    [InlineData("ja", true)]
    [InlineData("", false)]
    [InlineData("yes, but smaller", false)]
    [InlineData("no", false)]
    public void OnlyAClearYes_Starts(string text, bool starts) => Assert.Equal(starts, PlanConsent.IsYes(text));

    [Fact]
    public void Word_IsHeard_WithTheFirstReplyToARequestThatHeldIt()
    {
        var words = new SaidWords();
        var state = RunState.Empty;
        var sequence = 0;
        IReadOnlyList<(string Expert, string Text)> Take(RunEvent fact)
        {
            var entry = new RunEntry("r", ++sequence, DateTimeOffset.UnixEpoch, fact);
            state = state.Apply(entry);
            return words.Take(entry, state);
        }

        RunEvent Replied(string conversation) => new RunEvent.ModelReplied(conversation, 1, "p", "m", "h", "h", new(1, 1, 0), 1, 1, "{}");
        Take(new RunEvent.ConversationOpened("plan-1", "orchestrator", "Planning/DraftPlan", "h"));
        Take(new RunEvent.ConversationOpened("a1-testing", "testing", "experts/testing", "h"));
        Take(new RunEvent.PersonSaid("be brief"));

        Assert.Empty(Take(Replied("plan-1")));
        Assert.Empty(Take(Replied("a1-testing"))); // Its request went out before the word.
        Assert.Equal(["be brief"], words.Queued);
        Take(new RunEvent.ToolCompleted("a1-testing", 1, "c", "files-read", "a", "ok", 1, "text"));
        Assert.Equal([("testing", "be brief")], Take(Replied("a1-testing")));
        Assert.Empty(words.Queued);
    }

    [Fact]
    public void Talk_IsKept_ByConversation_AndSurvivesATornLine()
    {
        var folder = Directory.CreateTempSubdirectory("talk-").FullName;
        TalkRecord Open(string session, bool goOn) => new(folder, "/repositories/one", session, goOn, TimeProvider.System);
        Open("s1", goOn: false).Append("user", "of yesterday");
        var second = Open("s2", goOn: false);
        second.Append("user", "what is next?");
        second.Append("assistant", "BK-004 <first>");
        var file = Directory.GetFiles(folder).Single();
        File.AppendAllText(file, """{"session":"s2","ro""");
        Open("s3", goOn: true).Append("user", "and then?");

        var third = Open("s4", goOn: true);

        Assert.Equal("s2", third.Session);
        Assert.Equal(["what is next?", "BK-004 <first>", "and then?"], third.Earlier.Select(word => word.Text));
        Assert.Empty(Open("s5", goOn: false).Earlier);
        Assert.Equal("s6", new TalkRecord(folder, "/repositories/two", "s6", true, TimeProvider.System).Session);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Directory.Delete(folder, recursive: true);
    }
}
