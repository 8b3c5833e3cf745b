using System.Security.Cryptography;
using System.Text;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Judging;

/// <summary>A row as a model is asked about it.</summary>
/// <param name="Index">Its place in the audit, from 0.</param>
/// <param name="Block">What is shown of it: the same for every number that it may get.</param>
/// <param name="Asked">SHA-256 of <paramref name="Block"/>.</param>
public sealed record AskedRow(int Index, AuditRow Row, string Block, string Asked);

/// <summary>The one question to a model about an audit: every undecided row, numbered by code.</summary>
public sealed class JudgeQuestion
{
    /// <summary>Characters of a question: some 25,000 tokens, which any model of today takes.</summary>
    public const int MaxLength = 96_000;

    private readonly AuditedChange change;
    private readonly List<AskedRow> shown = [];
    private readonly List<JudgedRow> left = [];

    /// <param name="maxRows">How many rows a model is asked about at most.</param>
    /// <param name="patch">The unified patch of a changed file.</param>
    public JudgeQuestion(AuditReport report, AuditedChange change, int maxRows, Func<DiffFile, string?> patch)
    {
        ArgumentNullException.ThrowIfNull(report);
        this.change = change;
        var excerpts = new JudgeExcerpts(change, patch);
        var length = 0;
        foreach (var (index, row) in report.Rows.Index().Where(row => row.Item.Verdict == AuditVerdict.Undecided))
        {
            var block = shown.Count < maxRows ? excerpts.Of(row) : "";
            if (shown.Count >= maxRows || length + block.Length > MaxLength)
            {
                left.Add(new(index, null, JudgeRules.Left(row, shown.Count >= maxRows ? $"no model is asked about more than {maxRows} rows of an audit (Orchestrator:Limits:MaxJudgedRows)" : "what would show it to a model does not fit into one question any more")));
                continue;
            }

            length += block.Length;
            shown.Add(new(index, row, block, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(block)))));
        }
    }

    /// <summary>Rows whose very question was answered before, and whose answer holds on this tree as well.</summary>
    /// <param name="earlier">Judgements by <see cref="AskedRow.Asked"/>.</param>
    public IReadOnlyList<JudgedRow> Known(IReadOnlyDictionary<string, AuditJudgement> earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return [.. shown.Where(row => earlier.ContainsKey(row.Asked)).Select(row => new JudgedRow(row.Index, row.Asked, JudgeRules.Apply(row.Row, [JudgeRules.Again(earlier[row.Asked])], change))).Where(row => row.Row.Verdict == AuditVerdict.Judged)];
    }

    /// <summary>The rows to ask about when <paramref name="known"/> are not asked again.</summary>
    public IReadOnlyList<AskedRow> Open(IReadOnlyList<JudgedRow> known) => [.. shown.Where(row => known.All(one => one.Index != row.Index))];

    /// <summary>The text of the question: numbers from 1, in the order of the audit.</summary>
    public static string Text(IReadOnlyList<AskedRow> rows) => string.Join('\n', rows.Select((row, index) => $"ROW {index + 1}\n{row.Block}"));

    /// <summary>Every undecided row as it stands after the answers.</summary>
    /// <param name="asked">The rows that were asked about; an answer to another number is nobody's.</param>
    public IReadOnlyList<JudgedRow> Judge(IReadOnlyList<JudgedRow> known, IReadOnlyList<AskedRow> asked, IReadOnlyList<RowAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return Sorted(known, asked.Select((row, index) => new JudgedRow(row.Index, row.Asked, JudgeRules.Apply(row.Row, [.. answers.Where(answer => answer.Row == index + 1)], change))));
    }

    /// <summary>Every undecided row when there is no answer at all.</summary>
    public IReadOnlyList<JudgedRow> Fail(IReadOnlyList<JudgedRow> known, IReadOnlyList<AskedRow> asked, string why) =>
        Sorted(known, asked.Select(row => new JudgedRow(row.Index, null, JudgeRules.Left(row.Row, $"no model judged it: {why}"))));

    private IReadOnlyList<JudgedRow> Sorted(IEnumerable<JudgedRow> known, IEnumerable<JudgedRow> answered) => [.. known.Concat(answered).Concat(left).OrderBy(row => row.Index)];
}
