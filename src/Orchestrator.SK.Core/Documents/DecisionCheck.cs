namespace Orchestrator.SK.Core.Documents;

/// <summary>What is wrong between decisions.</summary>
public enum DecisionFault
{
    /// <summary>One says it of the other, the other does not say it back.</summary>
    OneSided,

    /// <summary>A decision that is named is not there.</summary>
    Missing,

    /// <summary>Two files have one number.</summary>
    DuplicateNumber,

    /// <summary>Another one took its place, and its status does not say so.</summary>
    StaleStatus,

    /// <summary>The number in the file's name is not the heading's.</summary>
    FileNumber,
}

/// <param name="Message">Names both sides and where they stand.</param>
public sealed record DecisionFinding(DecisionFault Fault, string Path, int Line, string Message);

/// <summary>Checks decisions against each other.</summary>
public static class DecisionCheck
{
    /// <summary>Returns the faults in the order of the files. What has no number (an index, a template) is not looked at.</summary>
    public static IReadOnlyList<DecisionFinding> Check(IEnumerable<DecisionRecord> records)
    {
        List<DecisionRecord> numbered = [.. records.Where(record => record.Id is not null)];
        var byId = numbered.ToLookup(record => record.Id!.Value);
        return [.. numbered.SelectMany(record => Numbers(record, byId).Concat(record.Edges.SelectMany(edge => Edge(record, edge, byId))))];
    }

    private static IEnumerable<DecisionFinding> Numbers(DecisionRecord record, ILookup<DecisionId, DecisionRecord> byId)
    {
        if (byId[record.Id!.Value].FirstOrDefault(other => other != record) is { } twin)
        {
            yield return new(DecisionFault.DuplicateNumber, record.Path, 1, $"{record.Name} is the number of {record.Path} and of {twin.Path}: renumber one of them.");
        }

        if (record.FileNumber is { } number && number != record.Id.Value.Number)
        {
            yield return new(DecisionFault.FileNumber, record.Path, 1, $"{record.Path} is headed {record.Name}: give file and heading the same number.");
        }
    }

    private static IEnumerable<DecisionFinding> Edge(DecisionRecord record, DecisionEdge edge, ILookup<DecisionId, DecisionRecord> byId)
    {
        var others = byId[edge.Target].ToList();
        if (others.Count == 0)
        {
            // A note may tell of a decision of another repository, and a folder may hold one kind only.
            if (!edge.IsNote && byId.Any(group => group.Key.Kind == edge.Target.Kind))
            {
                yield return new(DecisionFault.Missing, record.Path, edge.Line, $"{record.Name} {Words(edge.Relation)} {edge.Target} ({record.Path}:{edge.Line}), which is not there.");
            }

            yield break;
        }

        var (other, back) = (others[0], Reverse(edge.Relation));
        if ((!edge.IsNote || edge.Relation == DecisionRelation.AmendedBy) && !others.Exists(candidate => candidate.Edges.Any(answer => answer.Relation == back && answer.Target == record.Id)))
        {
            yield return new(DecisionFault.OneSided, record.Path, edge.Line, $"{record.Name} {Words(edge.Relation)} {other.Name} ({record.Path}:{edge.Line}), but {other.Path} does not say that it {Words(back)} {record.Name}.");
        }

        if (edge is { Relation: DecisionRelation.Supersedes, IsNote: false } && others.TrueForAll(candidate => candidate.Standing is DecisionStanding.Open or DecisionStanding.InForce))
        {
            yield return new(DecisionFault.StaleStatus, other.Path, other.StatusLine, $"{other.Name} is still '{other.StatusText}' ({other.Path}:{other.StatusLine}), but {record.Name} supersedes it.");
        }
    }

    private static DecisionRelation Reverse(DecisionRelation relation) => relation switch
    {
        DecisionRelation.Supersedes => DecisionRelation.SupersededBy,
        DecisionRelation.SupersededBy => DecisionRelation.Supersedes,
        DecisionRelation.Amends => DecisionRelation.AmendedBy,
        _ => DecisionRelation.Amends,
    };

    private static string Words(DecisionRelation relation) => relation switch
    {
        DecisionRelation.Supersedes => "supersedes",
        DecisionRelation.SupersededBy => "is superseded by",
        DecisionRelation.Amends => "amends",
        _ => "is amended by",
    };
}
