using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

/// <summary>The parsers against real documents; passes without checking anything where no corpus is named.</summary>
public class DocumentCorpusTests
{
    [Fact]
    public void BacklogParser_EveryFileOfTheCorpus_FindsTheKnownItems()
    {
        foreach (var (path, text, truth) in DocumentCorpus.Of("backlog", "backlog-done"))
        {
            var expected = truth.GetProperty("items").EnumerateArray().Select(item =>
                $"{item.GetProperty("line")} {item.Text("id")} [{item.Text("status_char")}] {item.Text("title")} | {item.Text("suffix")} | {item.Text("section")} / {item.Text("subsection")}");
            var backlog = BacklogParser.Parse(path, text);

            Assert.Equal(expected, backlog.Items.Select(item => $"{item.Line} {item.Id} [{item.Mark}] {item.Title} | {item.Suffix} | {item.Section} / {item.Subsection}"));
            Assert.Equal(truth.GetProperty("duplicate_ids").EnumerateArray().Select(id => id.GetString()!), backlog.DuplicateIds);
        }
    }

    [Fact]
    public void BacklogParser_EveryFileOfTheCorpus_ReadsTheStatedSpecIds()
    {
        foreach (var (path, text, truth) in DocumentCorpus.Of("backlog", "backlog-done"))
        {
            foreach (var (item, expected) in BacklogParser.Parse(path, text).Items.Zip(truth.GetProperty("items").EnumerateArray()))
            {
                Assert.Equal(
                    expected.GetProperty("attrs") is { ValueKind: System.Text.Json.JsonValueKind.Object } attributes ? attributes.GetProperty("spec").EnumerateArray().Select(id => id.GetString()!) : null,
                    item.StatedSpecIds);
            }
        }
    }

    [Fact]
    public void SpecParser_EveryFileOfTheCorpus_FindsTheKnownSections()
    {
        foreach (var (path, text, truth) in DocumentCorpus.Of("specs"))
        {
            var expected = truth.GetProperty("sections").EnumerateArray().Select(section =>
                $"{section.GetProperty("line")} {section.Text("id")} {(section.Text("form") == "heading" ? section.GetProperty("level").GetInt32() : 0)} {section.Text("title")} {section.Text("was")}");
            var spec = SpecParser.Parse(path, text);

            Assert.Equal(expected, spec.Sections.Select(section => $"{section.Line} {section.Id} {section.Level} {section.Title} {section.Was}"));
            Assert.Equal(truth.GetProperty("duplicate_ids").EnumerateArray().Select(id => id.GetString()!), spec.DuplicateIds);
        }
    }

    [Fact]
    public void DecisionParser_EveryFileOfTheCorpus_ReadsTitleAndStatus()
    {
        foreach (var (path, text, truth) in DocumentCorpus.Of("adrs", "rfcs"))
        {
            var decision = DecisionParser.Parse(path, text);
            var fields = truth.GetProperty("fields");
            string Field(string name) => fields.TryGetProperty(name, out var value) && value.GetString() is { } words && words != "—" ? words : "";

            Assert.Equal((truth.Text("id"), truth.Text("title"), truth.Text("status_word")), (decision.Name, decision.Title, decision.StatusWord));
            Assert.Equal(truth.Text("form") == "table" ? Field("Status") : truth.Text("status_line"), decision.StatusText.Split('\n')[0]);
            Assert.Equal(Field("Supersedes"), string.Join(", ", decision.Supersedes));
            Assert.Equal(Field("Amends"), string.Join(", ", decision.Amends));
        }
    }

    [Fact]
    public void RippleTableParser_EveryFileOfTheCorpus_FindsTheKnownRows()
    {
        foreach (var (path, text, truth) in DocumentCorpus.Of("ripple"))
        {
            var expected = truth.GetProperty("presentations").EnumerateArray().SelectMany(presentation => presentation.GetProperty("rows").EnumerateArray()
                .Select(row => $"{presentation.Text("name")}: {row.GetProperty("line")} {row.Text("key")}"));

            Assert.Equal(expected, RippleTableParser.Parse(path, text, "ripple-check-table").Presentations.SelectMany(presentation => presentation.Rows.Select(row => $"{presentation.Name}: {row.Line} {row.Trigger}")));
        }
    }

    [Fact]
    public void RippleTableParser_EveryFileOfTheCorpus_KeepsTheWordsOfEveryTarget()
    {
        foreach (var (path, text, truth) in DocumentCorpus.Of("ripple"))
        {
            var expected = truth.GetProperty("presentations").EnumerateArray().SelectMany(presentation => presentation.GetProperty("rows").EnumerateArray()
                .Select(row => $"{path}:{row.GetProperty("line")} {Words(row.Text("targets"))}"));

            var found = RippleTableParser.Parse(path, text, "ripple-check-table").Presentations
                .SelectMany(presentation => presentation.Rows.Select(row => $"{path}:{row.Line} {Words(string.Concat(row.Targets.Select(target => target.Text)))}"));
            var different = string.Join('\n', expected.Zip(found).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.First}\n{pair.Second}"));
            Assert.True(different.Length == 0, different);
        }

        // Where one target ends and the next begins, at a full stop or an "and", is ours to say; not a word may get lost between them.
        static string Words(string targets) => string.Concat(targets.Where(c => char.IsLetterOrDigit(c) || "/_<>()".Contains(c, StringComparison.Ordinal))).Replace("and", "", StringComparison.Ordinal);
    }

    [Fact]
    public void ChangelogParser_EveryFileOfTheCorpus_FindsTheKnownEntries()
    {
        foreach (var (_, text, truth) in DocumentCorpus.Of("changelog"))
        {
            var expected = truth.GetProperty("sections").EnumerateArray().SelectMany(section => section.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("entries").EnumerateArray()
                .Select(entry => $"{section.Text("version")} {section.Text("date")} {group.Text("name")}: {entry.GetProperty("line")} {entry.Text("lead_id")} {string.Join(',', entry.GetProperty("ids").EnumerateArray())}")));

            Assert.Equal(expected, ChangelogParser.Parse(text).Sections.SelectMany(section => section.Groups.SelectMany(group => group.Bullets
                .Select(bullet => $"{section.Version} {section.Date} {group.Name}: {bullet.Line} {bullet.LeadId} {string.Join(',', bullet.Ids)}"))));
        }
    }

    [Fact]
    public void MarkDone_EveryOpenItemOfTheCorpus_ChangesThatItemAlone()
    {
        foreach (var (path, text, _) in DocumentCorpus.Of("backlog"))
        {
            foreach (var item in BacklogParser.Parse(path, text).Items.Where(item => item.Status != ItemStatus.Done))
            {
                Assert.Null(BacklogEdit.MarkDone(text, null, item.Id, "Note.").Refusal);
                Assert.Null(BacklogEdit.MarkDone(text, "# Done\n", item.Id, null).Refusal);
            }
        }
    }
}
