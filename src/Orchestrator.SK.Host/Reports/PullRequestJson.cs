using System.Text.Json;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Reports;

/// <summary>A pull request for programs: every claim with its columns and all the entries of the record that it rests on.</summary>
internal static class PullRequestJson
{
    private static readonly JsonSerializerOptions Options = new(EntryJson.Options) { WriteIndented = true };

    public static string Write(PullRequest request) => JsonSerializer.Serialize(
        new
        {
            Schema = 1,
            Run = request.RunId,
            request.Title,
            request.Branch,
            request.Base,
            request.Commit,
            request.Complete,
            Record = new { request.Entries, Sha256 = request.RecordHash },
            Parts = PullRequestPart.All.Select(part => new
            {
                part.Id,
                part.Title,
                part.Columns,
                Claims = request.Claims.Where(claim => claim.Part == part.Id).Select(claim => new { claim.Cells, claim.Records }),
            }),
        },
        Options);
}
