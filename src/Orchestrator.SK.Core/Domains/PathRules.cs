using System.Globalization;
using System.Text;

namespace Orchestrator.SK.Core.Domains;

/// <summary>What the text of a path says: the path without its <c>.</c> parts, or the rule it breaks.</summary>
/// <param name="Path">Relative, <c>/</c> between the parts, empty for the root; null when a rule is broken.</param>
/// <param name="Rule">The broken rule in words that a model can act on; null when there is none.</param>
public sealed record PathVerdict(string? Path, string? Rule);

/// <summary>The lexical policy of paths: what may be the name of a file in a draft, judged by its text alone.</summary>
/// <remarks>
/// Stricter than git on purpose: a path must mean the same file on every system, in every log and to every reader. Nothing is repaired except <c>./</c>, for
/// a repaired path is one that two readers may understand in two ways.
/// </remarks>
public static class PathRules
{
    public const int MaxBytes = 1024;
    public const int MaxParts = 64;
    public const int MaxPartBytes = 255;

    private const string Forbidden = "\\:*?\"<>|";

    /// <summary>Judges a path. Never throws.</summary>
    public static PathVerdict Check(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return Broken("a path is needed");
        }
        // The length comes first, so that a path of a mebibyte costs nothing.
        if (path.Length > MaxBytes || Encoding.UTF8.GetByteCount(path) > MaxBytes)
        {
            return Broken($"at most {MaxBytes} bytes");
        }
        if (BrokenCharacter(path) is { } rule)
        {
            return Broken(rule);
        }
        if (path[0] is '/' or '~')
        {
            return Broken("relative to the repository, without a leading '/' or '~'");
        }
        string[] parts = path.Split('/');
        if (parts.Length > MaxParts)
        {
            return Broken($"at most {MaxParts} parts");
        }
        return parts.Select(BrokenPart).FirstOrDefault(broken => broken is not null) is { } first
            ? Broken(first)
            : new PathVerdict(string.Join('/', parts.Where(part => part != ".")), null);
    }

    /// <summary>A path as it may stand in a message: what is not plain printable text is escaped, and what is too long is cut.</summary>
    public static string Escape(string? path, int limit = 80)
    {
        StringBuilder text = new();
        foreach (char c in (path ?? "").AsSpan(0, Math.Min(path?.Length ?? 0, limit)))
        {
            text.Append(c is >= ' ' and <= '~' || char.IsLetterOrDigit(c) ? c.ToString() : $"\\u{(int)c:x4}");
        }
        bool cut = text.Length > limit || path?.Length > limit;
        return cut ? string.Concat(text.ToString().AsSpan(0, Math.Min(text.Length, limit - 1)), "…") : text.ToString();
    }

    /// <summary>What a file system sees that looks at neither letter case nor normal form: two paths with one spelling are one file there.</summary>
    public static string Spelling(string path) => NormalForm.Spelling(path);

    private static PathVerdict Broken(string rule) => new(null, rule);

    private static string? BrokenPart(string part) => part switch
    {
        "" => "no empty part and no '/' at the end",
        "." => null,
        ".." => "no '..' part",
        _ when part.EnumerateRunes().All(rune => NormalForm.FoldsToDots(rune.Value)) => "no part of dots, nor of look-alikes of dots",
        _ when part.EnumerateRunes().All(rune => NormalForm.IsInvisible(rune.Value)) => "no part that nobody can see",
        _ when part[^1] is '.' or ' ' || part[0] is ' ' => "no part that ends in a dot or a space, or starts with a space",
        _ when part[0] is '-' => "no part that starts with '-'",
        _ when Encoding.UTF8.GetByteCount(part) > MaxPartBytes => $"at most {MaxPartBytes} bytes a part",
        _ => null,
    };

    private static string? BrokenCharacter(string path)
    {
        for (int at = 0; at < path.Length;)
        {
            if (Rune.DecodeFromUtf16(path.AsSpan(at), out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
            {
                return "valid Unicode";
            }
            if (BrokenRune(rune) is { } rule)
            {
                return $"{rule} (U+{rune.Value:X4})";
            }
            at += length;
        }
        return NormalForm.IsComposed(path) ? null : "composed characters (Unicode normal form C)";
    }

    private static string? BrokenRune(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when rune.IsAscii && Forbidden.Contains((char)rune.Value, StringComparison.Ordinal) => $"none of {Forbidden}",
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => "no control character",
        UnicodeCategory.Format => "no invisible format character",
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => "no private or unassigned character",
        _ when NormalForm.FoldsToSeparator(rune.Value) => "no look-alike of '/' or '\\'",
        _ => null,
    };
}
