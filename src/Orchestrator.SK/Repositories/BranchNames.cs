using System.Text;

namespace Orchestrator.SK.Repositories;

/// <summary>Names the branch of a delivery. Only a verified run gets the plain name.</summary>
internal static class BranchNames
{
    public const int MaxLength = 60;
    private const string Unverified = "-unverified";
    private const string Prefix = "item-";

    /// <summary>Makes <c>ID-042-add-a-thing</c> or <c>ID-042-add-a-thing-unverified</c>.</summary>
    /// <remarks>ASCII, legal for git, and not to be taken for an option or a commit id.</remarks>
    public static string For(string itemId, string title, bool verified)
    {
        string suffix = verified ? "" : Unverified;
        string id = Words(itemId, keepCase: true);
        string slug = Words(title, keepCase: false);
        string name = string.Join('-', new[] { id.Length == 0 ? "item" : id, slug }.Where(part => part.Length > 0));
        // Room is left for the number that a second delivery gets.
        int room = MaxLength - suffix.Length - "-999".Length - Prefix.Length;
        if (name.Length > room)
        {
            int word = name.LastIndexOf('-', room);
            name = name[..(word > id.Length ? word : room)].TrimEnd('-', '.');
        }
        // Hexadecimal digits may be a commit id to git, and HEAD is its own word: a branch of that name would shadow them.
        bool shadows = name.All(char.IsAsciiHexDigit) || name.Equals("HEAD", StringComparison.OrdinalIgnoreCase);
        return (shadows ? Prefix + name : name) + suffix;
    }

    private static string Words(string text, bool keepCase)
    {
        StringBuilder words = new();
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                words.Append(keepCase ? c : char.ToLowerInvariant(c));
            }
            else if (words.Length > 0 && words[^1] != '-')
            {
                words.Append('-');
            }
        }
        return words.ToString().TrimEnd('-');
    }
}
