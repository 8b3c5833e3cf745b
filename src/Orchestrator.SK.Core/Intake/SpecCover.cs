using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Intake;

/// <summary>Which specs cover an item: those whose ids it names, and all that a spec it links to declares.</summary>
internal static class SpecCover
{
    public static (IReadOnlyList<string> Specs, IReadOnlyList<IntakeNotice> Refusals, IReadOnlyList<IntakeNotice> Warnings) Of(BacklogItem item, IntakeSources sources)
    {
        var named = item.SpecIds.Where(id => IsMeant(id, item, sources.Specs)).ToList();
        var current = named.Select(id => Current(id, sources.Specs)).OfType<SpecSection>();
        var linked = item.Links.SelectMany(link => LinkCheck.Resolve(link, sources.Paths)).Distinct(StringComparer.Ordinal).ToList();
        var sections = current.Concat(sources.Specs.Sections.Where(section => section.IsInForce && linked.Contains(section.Path)));
        IReadOnlyList<string> covered = [.. sections.Select(section => section.Id).Distinct(StringComparer.Ordinal)];
        var notices = named.Select(id => Notice(id, item, sources)).OfType<IntakeNotice>().Concat(covered.Select(id => Twice(id, sources.Specs)).OfType<IntakeNotice>()).ToList();
        return covered.Count > 0 ? (covered, [], notices) : ([], [Uncovered(item, named, sources)], notices);
    }

    // HTTP-404 in prose has an id's form; only a prefix that the specs have makes it one. The attribute line is always meant.
    private static bool IsMeant(string id, BacklogItem item, SpecIndex specs) =>
        specs.Contains(id) || item.StatedSpecIds?.Contains(id) == true || specs.Ids.Any(known => SpecIds.Prefix(known) == SpecIds.Prefix(id)) || specs.Sections.Any(section => section.Was == id);

    /// <summary>The section in force that an id leads to, over a rename or a stub that says where it moved.</summary>
    private static SpecSection? Current(string id, SpecIndex specs) => specs.Find(id) switch
    {
        { IsInForce: true } section => section,
        { MovedTo: { } target } when specs.Find(target) is { IsInForce: true } moved => moved,
        null => specs.Sections.FirstOrDefault(section => section.IsInForce && section.Was == id),
        _ => null,
    };

    private static IntakeNotice? Notice(string id, BacklogItem item, IntakeSources sources)
    {
        var section = sources.Specs.Find(id);
        if (section is { IsInForce: true })
        {
            return null;
        }

        if (Current(id, sources.Specs) is { } now)
        {
            return new("moved-spec-id", $"{item.Id} names {id}, which is {now.Id} now ({now.Path}:{now.Line}).", $"Name {now.Id} in the item.");
        }

        if (section is not null)
        {
            return new("deprecated-spec", $"{item.Id} names {id}, which is {(section.MovedTo is { } target ? $"the stub of one that moved to {target}" : "deprecated")} ({section.Path}:{section.Line}) and covers nothing.", "Name the section that holds instead.");
        }

        var near = NearIds.Of(id, sources.Specs.Ids);
        return new("unknown-spec-id", $"{item.Id} names the spec id {id}, which no spec declares{(near.Count > 0 ? $"; near it are {string.Join(", ", near)}" : "")}.",
            $"If it comes with this change, write its section first and commit it{Uncommitted(sources)}; nothing can be built on an id that is not declared.");
    }

    private static IntakeNotice? Twice(string id, SpecIndex specs) => specs.FindAll(id).Where(section => section.IsInForce).ToList() is { Count: > 1 } all
        ? new("duplicate-spec-id", $"{id} is declared {all.Count} times: {string.Join(", ", all.Select(section => $"{section.Path}:{section.Line}"))}.", "Give all but one another id: the experts read the first.")
        : null;

    private static IntakeNotice Uncovered(BacklogItem item, List<string> named, IntakeSources sources)
    {
        var leads = named.Concat(item.References.Where(link => link is { Kind: LinkKind.Spec or LinkKind.Rfc or LinkKind.Decision, Path: not null }).Select(link => link.Path!)).Distinct(StringComparer.Ordinal).ToList();
        var missing = named.Find(id => !sources.Specs.Contains(id));
        var open = item.References.Any(link => link is { Kind: LinkKind.Spec, Path: null });
        var reason = leads.Count == 1 ? $": it names {leads[0]}, {(leads[0] == missing ? "which no spec declares" : "which declares no spec id in force")}"
            : leads.Count > 0 ? $": it names {string.Join(", ", leads.Take(8))}{(leads.Count > 8 ? ", …" : "")}, and none of these declares a spec id in force"
            : open ? ": its spec is still to be written (TBD)"
            : item.StatedSpecIds is { Count: 0 } ? ": its 'spec:' line says that it has none"
            : ": its entry names no spec";
        return new("no-spec", $"No spec covers {item.Id}{reason}.",
            sources.UncommittedSpecs.Count > 0 ? $"Commit the spec{Uncommitted(sources)}, name its ids in the item's 'spec:' line, and run again."
            : $"Write the spec first ('### {missing ?? "TOPIC-001"}: Title' in a document of {sources.SpecPlace}), {(missing is null ? "name its ids in the item's 'spec:' line, " : "")}commit, and run again.");
    }

    private static string Uncommitted(IntakeSources sources) =>
        sources.UncommittedSpecs.Count == 0 ? "" : $" ({string.Join(", ", sources.UncommittedSpecs.Take(3))} {(sources.UncommittedSpecs.Count == 1 ? "is" : "are")} not committed)";
}
