using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Tests.Chat;

public sealed class EventTextTests
{
    [Theory]
    [InlineData("+\tindented\tcell", "+    indented    cell")]
    [InlineData("a\r\nb\e[31m\u202Ec", "a\uFFFD\nb\uFFFD[31m\uFFFDc")]
    [InlineData("漢字 🙂 ok", "漢字 🙂 ok")]
    public void Safe_KeepsWhatIsOnlyWide_AndTakesOutWhatATerminalObeys(string text, string shown) => Assert.Equal(shown, EventText.Safe(text));
}
