using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.PromptLab;

public sealed class ReloadTests
{
    private const string Persona = "prompts/experts/documentation.md";
    private const string Function = "plugins/Delivery/Summarise/skprompt.txt";

    [Fact]
    public async Task EditedPrompts_CountFromTheNextRun_AndNeverInsideOne()
    {
        using var lab = new Lab().WithRepository();
        await using var server = await Lab.RehearseAsync();
        await using var services = lab.Services(server.BaseAddress);

        var first = await lab.RunAsync(services, "BK-005", "bk-005-1", fact =>
        {
            // While the plan is already drafted and nobody has begun to write.
            if (fact is RunEvent.Assigned { Cause: AssignmentCause.Plan })
            {
                lab.Edit(Persona, "IDENTITY", "WHO YOU ARE");
                lab.Edit(Function, "no praise", "no praise at all");
            }
        });
        var second = await lab.RunAsync(services, "BK-005", "bk-005-2");

        using var untouched = new Lab().WithRepository();
        Assert.Equal((await untouched.RenderAsync("experts/documentation", "BK-005")).Hash, HashOf(first, "expert"));
        Assert.Equal((await untouched.RenderAsync("Delivery/Summarise", "BK-005")).Hash, HashOf(first, "summarise"));
        Assert.Equal((await lab.RenderAsync("experts/documentation", "BK-005")).Hash, HashOf(second, "expert"));
        Assert.Equal((await lab.RenderAsync("Delivery/Summarise", "BK-005")).Hash, HashOf(second, "summarise"));
        Assert.Equal(HashOf(first, "plan"), HashOf(second, "plan"));
        Assert.NotEqual(HashOf(first, "expert"), HashOf(second, "expert"));
        Assert.NotEqual(HashOf(first, "summarise"), HashOf(second, "summarise"));
    }

    private static string HashOf(IEnumerable<RunEvent> events, string purpose) =>
        Assert.Single(events.OfType<RunEvent.ModelReplied>().Where(call => call.Purpose == purpose).Select(call => call.PromptHash).Distinct());
}
