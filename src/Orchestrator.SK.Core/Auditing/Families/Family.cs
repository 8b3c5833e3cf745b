namespace Orchestrator.SK.Core.Auditing.Families;

/// <summary>One of several that are alike: a backend, a spec, an error type, an extra.</summary>
/// <param name="Name">As a person would call it.</param>
/// <param name="Path">The file that holds it.</param>
/// <param name="Keys">The words by which others name it.</param>
/// <param name="IsNew">The change brings it.</param>
/// <param name="IsGone">The change takes it away.</param>
public sealed record FamilyMember(string Name, string Path, int Line, IReadOnlyList<FamilyKey> Keys, bool IsNew, bool IsGone = false);

/// <summary>One way to name a member.</summary>
/// <param name="IsFile">It is a file's name with its ending: folders that stand before it must fit.</param>
/// <param name="IsExact">Letter case and joints count, as in code.</param>
public sealed record FamilyKey(string Word, bool IsFile = false, bool IsExact = false);

/// <summary>Things that are alike by where they stand.</summary>
/// <param name="Home">The folder or the file that holds them.</param>
/// <param name="IsByFile">Its members are named by their files alone.</param>
internal sealed record Family(string Home, IReadOnlyList<FamilyMember> Members, bool IsByFile)
{
    /// <summary>Gets whether its members are names inside a file, which code uses one by one without listing them.</summary>
    public bool IsOfNames => Members.Count > 0 && Members[0].Path == Home;

    public IReadOnlyList<FamilyMember> Siblings { get; } = [.. Members.Where(member => !member.IsNew)];

    /// <summary>Gets the words by which its members are looked for.</summary>
    public IEnumerable<string> Vocabulary => Members.SelectMany(member => member.Keys).Select(key => key.Word);

    public IEnumerable<FamilyMember> New => Members.Where(member => member.IsNew);

    /// <summary>How many siblings a list must name to be one of the family: most of them, and two at least.</summary>
    public int Enough => Math.Max(2, (int)Math.Ceiling(Siblings.Count * (IsByFile ? 0.5 : 0.6)));
}
