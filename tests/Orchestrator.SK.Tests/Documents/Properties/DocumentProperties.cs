using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;

namespace Orchestrator.SK.Tests.Documents.Properties;

public class DocumentProperties
{
    private const int Mutated = 1_000;

    private static readonly ChangelogEntry[] Entries = [new("Added", "Log backend", "BK-901"), new("Fixed", "Streams are closed", "BUG-902"), new("Security", "No id", null)];

    private static readonly MarkerRules Rules = MarkerRules.Of(new MarkerSettings("Spec", [new("**", @"spec: (\S+)")]));

    public static TheoryData<string> Readers => [.. Read.Keys];

    private static readonly Dictionary<string, Action<string>> Read = new(StringComparer.Ordinal)
    {
        ["specs"] = text => _ = SpecCheck.Check([SpecParser.Parse("s/001-x.md", text)], new SpecIndex([])),
        ["ids"] = text => SpecIds.Expand(text),
        ["decisions"] = text => DecisionCheck.Check([DecisionParser.Parse("a/0001-x.md", text)]),
        ["changelog"] = text => ChangelogParser.Parse(text),
        ["changelog edit"] = text => ChangelogEdit.Insert(text, Entries),
        ["ripples"] = text => RippleTableParser.Parse("r.md", "| Trigger | Also |\n|---|---|\n| a | " + text, null),
        ["python"] = text => TestMarkers.Find("a.py", text, Rules),
        ["python decorator"] = text => TestMarkers.Find("a.py", "@pytest.mark.parametrize(" + text, Rules),
        ["csharp"] = text => TestMarkers.Find("a.cs", text, Rules),
        ["csharp attribute"] = text => TestMarkers.Find("a.cs", "class C {\n[" + text, Rules),
        ["java"] = text => TestMarkers.Find("a.java", text, Rules),
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_HostileTexts_IsDoneInTime(string reader)
    {
        foreach (var (name, text) in HostileTexts.OfSize(20_000))
        {
            TimeLimit.Within($"{reader}: {name}", () => Read[reader](text));
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_EveryMutation_DoesNotThrow(string reader)
    {
        TimeLimit.Within($"{reader}, seeds 1 to {Mutated}", () =>
        {
            foreach (var (seed, text) in Mutations.Of([.. DocumentSamples.Specs, .. DocumentSamples.Decisions, .. DocumentSamples.Changelogs, .. DocumentSamples.Ripples, .. DocumentSamples.Tests], Mutated))
            {
                Assert.Null(Record.Exception(() => Read[reader](text)) is { } error ? $"seed {seed}: {error}" : null);
            }
        });
    }

    [Fact]
    public void Specs_OfEveryMutation_LieInOrderAndReadTheSameAlone()
    {
        foreach (var (seed, text) in Mutations.Of(DocumentSamples.Specs, Mutated))
        {
            var end = 0;
            foreach (var group in SpecParser.Parse("s.md", text).Sections.Where(section => section.Level > 0).GroupBy(section => section.Span))
            {
                var section = group.First();
                Assert.True(section.Span.Start >= end && section.Span.End <= text.Length, $"seed {seed}: {section.Id} lies at {section.Span}, after {end}");
                end = section.Span.End;
                var alone = SpecParser.Parse("s.md", text.Substring(section.Span.Start, section.Span.Length)).Sections.Where(other => other.Level > 0).ToList();
                Assert.True(
                    alone.Select(other => (other.Id, other.Title, other.Text, other.Deprecated, other.MovedTo)).SequenceEqual(group.Select(other => (other.Id, other.Title, other.Text, other.Deprecated, other.MovedTo))),
                    $"seed {seed}: {section.Id} of line {section.Line} reads otherwise alone");
                Assert.Equal(section.Line, text.AsSpan(0, section.Span.Start).Count('\n') + 1);
            }
        }
    }

    [Fact]
    public void Changelog_OfEveryMutation_HasBulletsThatLieInOrder()
    {
        foreach (var (seed, text) in Mutations.Of(DocumentSamples.Changelogs, Mutated))
        {
            var end = 0;
            foreach (var section in ChangelogParser.Parse(text).Sections)
            {
                Assert.True(section.Span.Start >= end && section.Span.End <= text.Length, $"seed {seed}: {section.Version}");
                var inside = section.Span.Start;
                foreach (var bullet in section.Groups.SelectMany(group => group.Bullets))
                {
                    Assert.True(bullet.Span.Start >= inside && bullet.Span.End <= section.Span.End, $"seed {seed}: line {bullet.Line}");
                    inside = bullet.Span.End;
                }

                end = section.Span.End;
            }
        }
    }

    [Fact]
    public void Insert_IntoEveryMutation_OnlyAddsOrRefuses()
    {
        foreach (var (seed, text) in Mutations.Of(DocumentSamples.Changelogs, Mutated))
        {
            var result = ChangelogEdit.Insert(text, Entries);
            if (result.Refusal is not null)
            {
                Assert.Equal(text, result.Text);
                continue;
            }

            Assert.True(IsSubsequence(text, result.Text), $"seed {seed}: something was lost");
            Assert.True(Entries.Length <= result.Skipped.Count + Entries.Count(entry => result.Text.Contains(entry.Text, StringComparison.Ordinal)), $"seed {seed}: an entry is missing");
            var again = ChangelogEdit.Insert(result.Text, Entries);
            Assert.True(again.Text == result.Text, $"seed {seed}: inserted twice");
        }
    }

    private static bool IsSubsequence(string part, string whole)
    {
        var at = 0;
        foreach (var unit in whole)
        {
            at += at < part.Length && part[at] == unit ? 1 : 0;
        }

        return at == part.Length;
    }
}
