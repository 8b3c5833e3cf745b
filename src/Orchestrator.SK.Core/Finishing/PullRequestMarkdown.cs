using System.Text;

namespace Orchestrator.SK.Core.Finishing;

/// <summary>A pull request as people read it on a forge. The same pull request always gives the same bytes.</summary>
public static class PullRequestMarkdown
{
    /// <summary>Forges refuse bodies of more than 65,536 characters.</summary>
    public const int MaxLength = 60_000;

    private const int ShownHash = 8;

    /// <summary>Renders the body; parts that would make it too long are cut, and say so.</summary>
    public static string Render(PullRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var rows in (int[])[10_000, 300, 100, 30, 10])
        {
            if (Render(request, rows) is { Length: <= MaxLength } fits)
            {
                return fits;
            }
        }

        return Render(request, 3);
    }

    private static string Render(PullRequest request, int maxRows)
    {
        var text = new StringBuilder();
        if (!request.Complete)
        {
            text.Append("**Not verified.** The open points below stand between this branch and a delivery.\n\n");
        }

        foreach (var part in PullRequestPart.All)
        {
            var claims = request.Claims.Where(claim => claim.Part == part.Id).ToList();
            if (claims.Count > 0)
            {
                text.Append($"## {part.Title}\n\n");
                Append(text, part, claims, maxRows);
                text.Append('\n');
            }
        }

        text.Append("## Record\n\n");
        text.Append($"Run {MarkdownText.Code(request.RunId)}: entries 1 to {request.Entries}, SHA-256 {MarkdownText.Code(request.RecordHash)}, from commit {MarkdownText.Code(request.Base)} to {MarkdownText.Code(request.Commit)}.\n");
        text.Append("`17:3fa2b1c4` is entry 17 of the record, and how the SHA-256 of its line begins. `orchestrator runs events RUN` prints the lines, `orchestrator runs replay RUN` does the run again.\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, PullRequestPart part, List<Claim> claims, int maxRows)
    {
        var isList = part.Columns.Count == 1;
        if (!isList)
        {
            text.Append($"| {string.Join(" | ", part.Columns)} | Record |\n|{string.Concat(Enumerable.Repeat(" --- |", part.Columns.Count + 1))}\n");
        }

        foreach (var claim in claims.Take(maxRows))
        {
            var cells = claim.Cells.Select((cell, column) => part.Code.Contains(column) ? MarkdownText.Code(cell) : MarkdownText.Words(cell));
            text.Append(isList ? $"- {cells.First()} {Links(claim)}\n" : $"| {string.Join(" | ", cells)} | {Links(claim)} |\n");
        }

        if (claims.Count > maxRows)
        {
            text.Append($"\nand {claims.Count - maxRows} more; `pull-request.json` has them all.\n");
        }
    }

    private static string Links(Claim claim) => claim.Records switch
    {
        [var one] => Link(one),
        [var one, var other] => $"{Link(one)} {Link(other)}",
        _ => $"{Link(claim.Records[0])} and {claim.Records.Count - 1} more to {Link(claim.Records[^1])}",
    };

    private static string Link(RecordLink link) => $"`{link.Entry}:{link.Hash[..Math.Min(ShownHash, link.Hash.Length)]}`";
}
