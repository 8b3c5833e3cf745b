using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Tests.Chat;

public sealed class LiveProgressTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(20)]
    public async Task Run_OnATerminal_LeavesItsLinesWhole_AndNoRowBehind(int width)
    {
        var glass = new Glass(width, 24);
        await using (var progress = new LiveProgress(glass, TimeProvider.System))
        {
            progress.Show(new RunEntry("r", 1, DateTimeOffset.UnixEpoch, new RunEvent.WaveOpened(1, "c0ffee", ["a1", "a2"])));
            progress.Say("A line\twith a tab, and with so many words that it cannot stand in one row of any of these terminals.");
            await glass.UntilAsync("───");
        }

        // The glass fails on a row that is too long; what is left is what was said.
        Assert.StartsWith("wave 1: a1, a2\nA line    with", glass.Text, StringComparison.Ordinal);
        Assert.EndsWith("terminals.", glass.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("───", glass.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(glass.Writes, write => write.Contains("\e[2J", StringComparison.Ordinal));
    }
}
