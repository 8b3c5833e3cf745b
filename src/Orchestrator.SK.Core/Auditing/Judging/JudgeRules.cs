using System.Globalization;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Auditing.Judging;

/// <summary>Decides what an answer of a model is worth. Only a row that no rule decides can be changed by one, and only an answer that the audited tree bears out changes it.</summary>
public static class JudgeRules
{
    private const int MaxReason = 300;
    private const int MinReasonWords = 3;

    /// <summary>Returns the row as it stands after the answer: judged, or undecided with the reason why the answer was not accepted.</summary>
    /// <param name="answers">All answers to this row.</param>
    public static AuditRow Apply(AuditRow row, IReadOnlyList<RowAnswer> answers, AuditedChange change)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(change);
        return row.Verdict != AuditVerdict.Undecided ? row
            : answers is not [var answer] ? Left(row, answers.Count == 0 ? "the model gave no answer for it" : "the model gave several answers for it")
            : answer.Verdict switch
            {
                "holds" => Holds(row, answer, change),
                "missing" => Missing(row, answer, change),
                "not_applicable" => NotApplicable(row, answer),
                _ => Left(row, $"the model's verdict '{Line(answer.Verdict)}' is none of holds, missing, not_applicable"),
            };
    }

    /// <summary>A judgement as the answer that led to it, to be checked again on another tree.</summary>
    public static RowAnswer Again(AuditJudgement judgement)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        var verdict = judgement.Standing switch { JudgedStanding.Holds => "holds", JudgedStanding.Missing => "missing", _ => "not_applicable" };
        return new(0, verdict, judgement.Reason, judgement.Path, judgement.Quote);
    }

    /// <summary>The row as no model decides it, and why.</summary>
    public static AuditRow Left(AuditRow row, string why) => row with { Unjudged = Line(why) };

    private static AuditRow Holds(AuditRow row, RowAnswer answer, AuditedChange change)
    {
        var (path, quote) = (answer.Path?.Trim() ?? "", answer.Quote ?? "");
        if (!QuoteSearch.IsTelling(quote) || quote.Length > QuoteSearch.MaxLength)
        {
            return Left(row, $"the model says that it holds, and quotes too {(quote.Length > QuoteSearch.MaxLength ? "much" : "little")} to show it");
        }

        if (change.After.Text(path) is not { } text)
        {
            return Left(row, $"the model says that it holds, and quotes '{Line(path)}', which is no text file of the tree");
        }

        if (change.Changed(path) is null && !NamedFiles.Of(row, change).Contains(path))
        {
            return Left(row, $"the model says that it holds, and quotes {path}, which is neither changed nor named by the row");
        }

        // What made a rule ask for something else cannot show that it is there.
        if (path == row.TriggerPath && row.Path is not null && row.Path != path)
        {
            return Left(row, $"the model says that it holds, and quotes only {path}, because of which something else is asked for");
        }

        return QuoteSearch.LineOf(quote, text) is > 0 and var line
            ? Judged(row, new(JudgedStanding.Holds, Line(answer.Reason), path, quote)) with
            {
                Evidence = string.Create(CultureInfo.InvariantCulture, $"{path}:{line}"),
                Line = row.Path == path ? line : row.Line,
                ContentHash = change.After.Hash(path),
            }
            : Left(row, $"the model says that it holds, and what it quotes does not stand in {path}");
    }

    private static AuditRow Missing(AuditRow row, RowAnswer answer, AuditedChange change)
    {
        if (!IsReason(answer.Reason))
        {
            return Left(row, "the model says that it is missing, and does not say what");
        }

        // A file that is not there is nobody's to mend, unless the row itself asks for it.
        var path = answer.Path?.Trim() is { Length: > 0 } named && change.After.Contains(named) ? named : row.Path;
        return Judged(row, new(JudgedStanding.Missing, Line(answer.Reason), path)) with { ContentHash = path is null ? row.ContentHash : change.After.Hash(path) };
    }

    private static AuditRow NotApplicable(AuditRow row, RowAnswer answer) => IsReason(answer.Reason)
        ? Judged(row, new(JudgedStanding.NotApplicable, Line(answer.Reason)))
        : Left(row, "the model says that it does not apply, and does not say why");

    private static AuditRow Judged(AuditRow row, AuditJudgement judgement) => row with { Verdict = AuditVerdict.Judged, Judgement = judgement };

    private static bool IsReason(string? reason) => Line(reason).Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit)) >= MinReasonWords;

    /// <summary>A model's words as one line without characters that cannot be seen.</summary>
    private static string Line(string? text) => PlainText.Cut(string.Join(' ', PlainText.Visible(text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), MaxReason);
}
