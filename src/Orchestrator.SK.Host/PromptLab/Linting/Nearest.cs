using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>What somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>Returns <c> Did you mean 'x'?</c>, or what there is to choose from.</summary>
    public static string Hint(string name, IEnumerable<string> choices)
    {
        var list = choices.Distinct(StringComparer.Ordinal).ToList();
        var best = list.Select(choice => (Choice: choice, Distance: NearWords.Distance(name, choice))).OrderBy(pair => pair.Distance).FirstOrDefault();
        return list.Count == 0 ? " There are none."
            : best.Distance <= Math.Max(2, name.Length / 3) ? $" Did you mean '{best.Choice}'?"
            : list.Count <= 12 ? $" There are {string.Join(", ", list)}."
            : "";
    }
}
