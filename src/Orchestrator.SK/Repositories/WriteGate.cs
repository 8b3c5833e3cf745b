using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Repositories;

/// <summary>Stands before every read and write of a draft. A refusal is a result, never an exception: a model reads it and chooses again.</summary>
/// <remarks>
/// The order is fixed: what the text of the path says, protected names, reserved paths, the owner, what the tree has on the way, then the content. So the
/// answer for a path that is not the expert's tells nothing about what stands there.
/// </remarks>
internal static class WriteGate
{
    /// <summary>Who owns what no expert owns.</summary>
    public const string Nobody = "orchestrator";

    /// <summary>May the expert write, or with null content delete, the path in its draft?</summary>
    /// <param name="draft">The expert's draft.</param>
    /// <param name="path">As the model gave it.</param>
    /// <param name="content">The whole file; null to delete it.</param>
    /// <param name="ownerOf">The id of the owner of a path; <see cref="Nobody"/> when no expert owns it.</param>
    /// <param name="expertId">Who asks.</param>
    /// <param name="reserved">Paths that only code writes, such as the changelog: an expert hands in a fragment instead.</param>
    public static GateResult Check(
        Draft draft, string path, string? content, Func<string, string> ownerOf, string expertId, IReadOnlyCollection<string> reserved)
    {
        PathVerdict verdict = PathRules.Check(path);
        if (verdict.Path is not { } plain)
        {
            return Refuse(path, GateCode.Path, verdict.Rule!);
        }
        if (ProtectedNames.Reason(plain) is { } reason)
        {
            return Refuse(plain, GateCode.Protected, $"nobody writes {reason}");
        }
        if (reserved.Contains(plain, StringComparer.OrdinalIgnoreCase))
        {
            return Refuse(plain, GateCode.Protected, "only code writes it: hand in a fragment with the report", Nobody);
        }
        string owner = plain.Length == 0 ? Nobody : ownerOf(plain);
        if (owner != expertId || plain.Length == 0)
        {
            return Refuse(plain, GateCode.Domain, $"it is not in the domain of '{expertId}'; the owner is '{owner}': hand over", owner);
        }
        return OnTheWay(draft, plain) ?? AtThePath(draft, plain, deletes: content is null) ?? Content(plain, content)
            ?? new GateResult(plain, null, null, null, "");
    }

    /// <summary>May the path be read? An open gate brings the text along.</summary>
    public static GateResult CheckRead(Draft draft, string path, Func<string, bool> readable)
    {
        PathVerdict verdict = PathRules.Check(path);
        if (verdict.Path is not { } plain)
        {
            return Refuse(path, GateCode.Path, verdict.Rule!);
        }
        if (plain.Length == 0 || !readable(plain))
        {
            return Refuse(plain, GateCode.Domain, "it is not among the paths that this expert reads");
        }
        if (OnTheWay(draft, plain) is { } refused)
        {
            return refused;
        }
        return draft.ModeOf(plain) switch
        {
            TreeMode.Link => Refuse(plain, GateCode.Link, "links are not followed"),
            TreeMode.Submodule => Refuse(plain, GateCode.Protected, "a submodule is a repository of its own"),
            null when draft.IsFolder(plain) => Refuse(plain, GateCode.Type, "it is a folder"),
            _ => FromText(plain, draft.Read(plain)),
        };
    }

    private static GateResult FromText(string path, TextRead read) => read.Fault switch
    {
        TextFault.None => new GateResult(path, null, null, null, "", read.Text),
        TextFault.Missing => Refuse(path, GateCode.NotFound, "there is no such file"),
        TextFault.TooLarge => Refuse(path, GateCode.Size, $"{read.Size} bytes; at most {TextRead.MaxBytes}"),
        TextFault.Binary => Refuse(path, GateCode.Encoding, "it is binary: it holds a NUL byte"),
        TextFault.NotUtf8 => Refuse(path, GateCode.Encoding, "it is not UTF-8"),
        _ => Refuse(path, GateCode.Type, "it is not a file"),
    };

    private static GateResult? OnTheWay(Draft draft, string path) => Paths.FoldersOf(path)
        .Select(folder => draft.ModeOf(folder) switch
        {
            null => null,
            TreeMode.Link => Refuse(path, GateCode.Link, $"'{PathRules.Escape(folder, 30)}' on the way is a link"),
            TreeMode.Submodule => Refuse(path, GateCode.Protected, $"'{PathRules.Escape(folder, 30)}' is a submodule, a repository of its own"),
            _ => Refuse(path, GateCode.Type, $"'{PathRules.Escape(folder, 30)}' on the way is a file, not a folder"),
        })
        .FirstOrDefault(refusal => refusal is not null);

    private static GateResult? AtThePath(Draft draft, string path, bool deletes) => draft.ModeOf(path) switch
    {
        TreeMode.Link => Refuse(path, GateCode.Type, "it is a link, and only files are written"),
        TreeMode.Submodule => Refuse(path, GateCode.Protected, "a submodule is a repository of its own"),
        null when draft.IsFolder(path) => Refuse(path, GateCode.Type, "it is a folder"),
        null when deletes => Refuse(path, GateCode.NotFound, "there is no such file"),
        null when draft.FindOtherSpelling(path) is { } other =>
            Refuse(path, GateCode.Conflict, $"'{PathRules.Escape(other, 50)}' exists and differs only in case"),
        _ => null,
    };

    private static GateResult? Content(string path, string? content)
    {
        if (content is null)
        {
            return null;
        }
        // A char is at least one byte, so the cheap comparison saves encoding what is far too large.
        if (content.Length > TextRead.MaxBytes || TextRead.Encode(content) is { Length: > TextRead.MaxBytes })
        {
            return Refuse(path, GateCode.Size, $"at most {TextRead.MaxBytes} bytes");
        }
        return content.Contains('\0', StringComparison.Ordinal) || TextRead.Encode(content) is null
            ? Refuse(path, GateCode.Encoding, "text only: no NUL and no half of a surrogate pair")
            : null;
    }

    private static GateResult Refuse(string? path, string code, string rule, string? owner = null)
    {
        string message = $"{code}: '{PathRules.Escape(path, 70)}': {rule}.";
        return new GateResult(
            code is GateCode.Path ? "" : path ?? "", code, rule, owner,
            message.Length <= GateResult.MaxMessage ? message : string.Concat(message.AsSpan(0, GateResult.MaxMessage - 1), "…"));
    }
}
