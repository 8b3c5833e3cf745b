using Orchestrator.SK.Core.Experts;

namespace Orchestrator.SK.Tests.Plugins;

public class ReportPluginTests
{
    private static readonly string[] Log = ["LOG-001"];

    [Fact]
    public async Task Submit_Done_IsTheReport()
    {
        using var desk = await Desk.OpenAsync();

        var answer = await desk.CallAsync("report-submit", new
        {
            status = "done", summary = "It logs.", specs = Log, changelog = new[] { new { group = "Added", text = "A log" } }, backlog = new[] { "More later" },
            handovers = new[] { new { path = "./docs/log.md", what = "a page" } }, contradictions = new[] { new { spec = "LOG-001", code = "src/log.cs", what = "w" } },
        });

        Assert.Equal("Report received.", answer);
        var report = desk.Own.Report!;
        Assert.Equal((ReportStatus.Done, "It logs.", "LOG-001"), (report.Status, report.Summary, report.Specs.Single()));
        Assert.Equal(new ChangelogFragment("Added", "A log"), report.Changelog.Single());
        Assert.Equal(new Handover("docs/log.md", "a page"), report.Handovers.Single());
        Assert.True(desk.Own.HandedIn);
    }

    public static TheoryData<object, string> Refused => new()
    {
        { new { status = "finished", summary = "s", specs = Log }, "[E_STATUS]: status is 'finished': it is one of done, blocked, needs_input." },
        { new { status = "done", summary = "s", specs = new[] { "LOG-009" } }, "[E_SPEC]: there is no spec 'LOG-009'" },
        { new { status = "needs_input", summary = "s", specs = Log }, "[E_QUESTION]" },
        { new { status = "done", summary = "s", specs = Log, questions = new[] { "Which?" } }, "[E_QUESTION]" },
        { new { status = "blocked", summary = "s", specs = Log }, "[E_HANDOVER]" },
        { new { status = "done", summary = "s", specs = Log, handovers = new[] { new { path = "src/own.cs", what = "w" } } }, "[E_HANDOVER]: 'src/own.cs' is in your own domain" },
        { new { status = "done", summary = "s", specs = Log, handovers = new[] { new { path = "CHANGELOG.md", what = "w" } } }, "[E_HANDOVER]: 'CHANGELOG.md' is written by code" },
        { new { status = "done", summary = "s", specs = Log, handovers = new[] { new { path = "../up", what = "w" } } }, "[E_HANDOVER]: '../up' is no path" },
        { new { status = "done", summary = "s", specs = Log, handovers = new[] { new { what = "w" } } }, "[E_ARGUMENTS]: 'handovers'[0].path is missing" },
        { new { status = "done", summary = "s", specs = Log, changelog = new[] { new { text = "A log" } } }, "[E_ARGUMENTS]: 'changelog'[0].group is missing" },
        { new { status = "done", summary = "s", specs = Log, changelog = new object?[] { null } }, "[E_ARGUMENTS]: 'changelog'[0] must be an object, and is null" },
        { new { status = "done", summary = "s", specs = Log, contradictions = new[] { new { spec = "LOG-001" } } }, "[E_ARGUMENTS]: 'contradictions'[0].code is missing" },
        { new { status = "needs_input", summary = "s", specs = Log, questions = new[] { " " } }, "[E_ARGUMENTS]: each entry of questions needs a text." },
        { new { status = "done", summary = "s", specs = new string?[] { null } }, "[E_ARGUMENTS]" },
        { new { status = "done", summary = "s" }, "[E_ARGUMENTS]: the argument 'specs' is missing" },
        { new { status = "done", summary = "s", specs = "LOG-001" }, "[E_ARGUMENTS]: 'specs' must be a list, and is text" },
        { new { status = "done", summary = "s", specs = Log, changelog = new[] { "A log" } }, "[E_ARGUMENTS]: 'changelog'[0] must be an object, and is text" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Submit_WhatCannotBeUsed_IsRefusedAndTheConversationGoesOn(object arguments, string says)
    {
        using var desk = await Desk.OpenAsync();

        Assert.Contains(says, await desk.CallAsync("report-submit", arguments), StringComparison.Ordinal);

        Assert.False(desk.Own.HandedIn);
    }

    [Fact]
    public async Task Review_Findings_NameFilesThatAreThere()
    {
        using var desk = (await Desk.OpenAsync(("src/a.cs", ""))).ForReview();

        Assert.StartsWith("refused [E_PATH]", await desk.CallAsync("review-submit", new { summary = "s", findings = new[] { new { path = "src/b.cs", what = "w" } } }), StringComparison.Ordinal);
        Assert.StartsWith("refused [E_ARGUMENTS]", await desk.CallAsync("review-submit", new { summary = "s", findings = new[] { new { path = "src/a.cs" } } }), StringComparison.Ordinal);
        Assert.StartsWith("refused [E_ARGUMENTS]", await desk.CallAsync("review-submit", new { summary = "s", findings = new object?[] { null } }), StringComparison.Ordinal);
        Assert.Equal("Review received.", await desk.CallAsync("review-submit", new { summary = "s", findings = new[] { new { path = "./src/a.cs", what = "w" } } }));
        Assert.Equal("src/a.cs", desk.Own.Review!.Findings.Single().Path);
        Assert.Empty(desk.Own.Review.Findings.Single().Specs);
    }

    [Fact]
    public async Task Review_ChangesNothing()
    {
        using var desk = (await Desk.OpenAsync()).ForReview();

        Assert.Equal(["checks-run", "files-list", "files-read", "files-search", "review-submit", "specs-covering", "specs-get", "specs-search"], desk.Tools);
    }
}
