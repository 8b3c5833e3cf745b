using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Tests.Intake;

/// <summary>Sources of intake from a few texts; the paths are those of the texts.</summary>
internal static class Intakes
{
    public static IntakeSources Of(string backlog, params (string Path, string Text)[] documents)
    {
        var specs = documents.Where(document => document.Path.StartsWith("sdd/specs/", StringComparison.Ordinal)).Select(document => SpecParser.Parse(document.Path, document.Text));
        var decisions = documents.Where(document => document.Path.StartsWith("sdd/adrs/", StringComparison.Ordinal) || document.Path.StartsWith("sdd/rfcs/", StringComparison.Ordinal)).Select(document => DecisionParser.Parse(document.Path, document.Text));
        var done = documents.FirstOrDefault(document => document.Path == "sdd/DONE.md") is { Text: { } register } ? BacklogParser.Parse("sdd/DONE.md", register) : null;
        return new("sdd/BACKLOG.md", BacklogParser.Parse("sdd/BACKLOG.md", $"# Backlog\n\n{backlog}"), done, new SpecIndex(specs), [.. decisions], documents.Select(document => document.Path).Append("sdd/BACKLOG.md").ToHashSet(StringComparer.Ordinal));
    }

    public static IEnumerable<string> Codes(this IEnumerable<IntakeNotice> notices) => notices.Select(notice => notice.Code);

    public static IntakeNotice Refusal(this ItemFindings found) => Assert.Single(found.Refusals);
}
