using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Repositories;

/// <summary>Stands before every read and write of a draft. A refusal is a result, never an exception: a model reads it and chooses again.</summary>
/// <remarks>
/// The order is fixed: what the text of the path says, protected names, reserved paths, the owner, what the tree has on the way, then the content. So the
/// answer for a path that is not the expert's tells nothing about what stands there.
/// </remarks>
/// <param name="draft">The expert's draft; the gate changes nothing in it.</param>
/// <param name="expert">Who asks.</param>
/// <param name="ownerOf">The id of the owner of a path; <see cref="DomainMap.Orchestrator"/> when no expert owns it.</param>
/// <param name="readable">What the expert may read.</param>
/// <param name="reserved">Paths that only code writes, such as the changelog: an expert hands in a fragment instead.</param>
/// <param name="guarded">Paths that only a person changes, for they decide whether a delivery is verified; none when left out.</param>
internal sealed class WriteGate(
    Draft draft, string expert, Func<string, string> ownerOf, Func<string, bool> readable, IReadOnlyCollection<string> reserved, Func<string, bool>? guarded = null)
{
    private readonly HashSet<string> reservedSpellings = [.. reserved.Select(PathRules.Spelling)];

    /// <summary>May the path be read? An open gate brings the text along.</summary>
    public GateResult Read(string path)
    {
        GateResult lexical = Lexical(path, reads: true);
        return !lexical.Ok ? lexical
            : lexical.Path.Length == 0 || !readable(lexical.Path) ? Refuse(path, GateCode.Domain, $"you may not read it; it belongs to '{Owner(lexical.Path)}'", Owner(lexical.Path))
            : OnTheWay(draft, path, lexical.Path) ?? (draft.ModeOf(lexical.Path) switch
            {
                TreeMode.Link => Refuse(path, GateCode.Link, "it is a link, and links are not followed"),
                TreeMode.Submodule => Refuse(path, GateCode.Protected, "a submodule is a repository of its own"),
                null when draft.IsFolder(lexical.Path) => Refuse(path, GateCode.Type, "it is a folder"),
                _ => FromText(path, lexical.Path),
            });
    }

    /// <summary>May the path be written? Where a file stands it has to be text, which an open gate brings along; see also <see cref="Content"/>.</summary>
    public GateResult Write(string path)
    {
        GateResult own = Own(path);
        return !own.Ok ? own
            : OnTheWay(draft, path, own.Path) ?? AtThePath(draft, path, own.Path) ?? Collision(draft, path, own.Path)
            ?? (draft.Exists(own.Path) ? FromText(path, own.Path) : own);
    }

    /// <summary>May the path be deleted? Its content does not matter: also what is no text may go.</summary>
    public GateResult Delete(string path)
    {
        GateResult own = Own(path);
        return !own.Ok ? own : OnTheWay(draft, path, own.Path) ?? AtThePath(draft, path, own.Path) ?? Missing(path, own.Path) ?? own;
    }

    /// <summary>May the file be moved? Both ends have to be the expert's, and nothing may stand at the new one.</summary>
    public (GateResult From, GateResult To) Move(string from, string to)
    {
        GateResult leaving = Delete(from);
        GateResult arriving = Own(to);
        if (!leaving.Ok || !arriving.Ok)
        {
            return (leaving, arriving);
        }

        // What leaves is no longer on the way of what arrives: a file may become a folder's, or change its case.
        Draft left = draft.Without(leaving.Path);
        return (leaving, OnTheWay(left, to, arriving.Path) ?? AtThePath(left, to, arriving.Path) ?? Collision(left, to, arriving.Path)
            ?? (draft.Exists(arriving.Path) ? Refuse(to, GateCode.Conflict, "a file stands there already: delete it first, or choose another name") : arriving));
    }

    /// <summary>The refusal of what no file may hold; null when the content may be written.</summary>
    public static GateResult? Content(string given, string content)
    {
        // A char is at least one byte, so the cheap comparison saves encoding what is far too large.
        if (content.Length > TextRead.MaxBytes || TextRead.Encode(content) is { Length: > TextRead.MaxBytes })
        {
            return Refuse(given, GateCode.Size, $"at most {TextRead.MaxBytes} bytes");
        }
        return content.Contains('\0', StringComparison.Ordinal) || TextRead.Encode(content) is null
            ? Refuse(given, GateCode.Encoding, "text only: no NUL and no half of a surrogate pair")
            : null;
    }

    private GateResult Own(string path)
    {
        GateResult lexical = Lexical(path, reads: false);
        if (!lexical.Ok)
        {
            return lexical;
        }

        string owner = Owner(lexical.Path);
        return reservedSpellings.Contains(PathRules.Spelling(lexical.Path)) ? Refuse(path, GateCode.Protected, "only code writes it: hand in a fragment with your report", DomainMap.Orchestrator)
            : lexical.Path.Length == 0 ? Refuse(path, GateCode.Domain, "it is the root of the repository")
            : guarded?.Invoke(lexical.Path) == true ? Refuse(path, GateCode.Protected, "it decides whether a delivery is verified: only a person changes it")
            : owner != expert ? Refuse(path, GateCode.Domain, $"it belongs to '{owner}': put what has to change there into the handovers of your report", owner)
            : lexical;
    }

    private string Owner(string path) => path.Length == 0 ? DomainMap.Orchestrator : ownerOf(path);

    private static GateResult Lexical(string path, bool reads)
    {
        PathVerdict verdict = PathRules.Check(path);
        return verdict.Path is not { } plain ? Refuse(path, GateCode.Path, verdict.Rule!)
            : reads && ProtectedNames.IsGit(plain) ? Refuse(path, GateCode.Protected, "nobody reads git's own files")
            : !reads && ProtectedNames.Reason(plain) is { } reason ? Refuse(path, GateCode.Protected, $"nobody writes {reason}")
            : new GateResult(plain, null, "");
    }

    private static GateResult? OnTheWay(Draft draft, string given, string path) => Paths.FoldersOf(path)
        .Select(folder => draft.ModeOf(folder) switch
        {
            null => null,
            TreeMode.Link => Refuse(given, GateCode.Link, $"'{PathRules.Escape(folder, 30)}' on the way is a link"),
            TreeMode.Submodule => Refuse(given, GateCode.Protected, $"'{PathRules.Escape(folder, 30)}' is a submodule, a repository of its own"),
            _ => Refuse(given, GateCode.Type, $"'{PathRules.Escape(folder, 30)}' on the way is a file, not a folder"),
        })
        .FirstOrDefault(refusal => refusal is not null);

    private static GateResult? AtThePath(Draft draft, string given, string path) => draft.ModeOf(path) switch
    {
        TreeMode.Link => Refuse(given, GateCode.Type, "it is a link, and only files are written"),
        TreeMode.Submodule => Refuse(given, GateCode.Protected, "a submodule is a repository of its own"),
        null when draft.IsFolder(path) => Refuse(given, GateCode.Type, "it is a folder"),
        _ => null,
    };

    private static GateResult? Collision(Draft draft, string given, string path) => !draft.Exists(path) && draft.FindOtherSpelling(path) is { } other
        ? Refuse(given, GateCode.Conflict, $"'{PathRules.Escape(other, 50)}' exists, and is the same name where letter case or normal form do not count")
        : null;

    private GateResult? Missing(string given, string path) => draft.Exists(path) ? null : Refuse(given, GateCode.NotFound, "there is no such file");

    private GateResult FromText(string given, string path)
    {
        TextRead read = draft.Read(path);
        return read.Fault switch
        {
            TextFault.None => new GateResult(path, null, "", Text: read.Text),
            TextFault.Missing => Refuse(given, GateCode.NotFound, "there is no such file"),
            TextFault.TooLarge => Refuse(given, GateCode.Size, $"{read.Size} bytes; at most {TextRead.MaxBytes}"),
            TextFault.Binary => Refuse(given, GateCode.Encoding, "it is binary: it holds a NUL byte"),
            TextFault.NotUtf8 => Refuse(given, GateCode.Encoding, "it is not UTF-8"),
            _ => Refuse(given, GateCode.Type, "it is not a file"),
        };
    }

    /// <summary>A refusal of at most <see cref="GateResult.MaxMessage"/> characters with its code: the rule stands in full, and the path gets the room that is left.</summary>
    public static GateResult Refuse(string? path, string code, string rule, string? owner = null)
    {
        int room = GateResult.MaxMessage - $"refused [{code}]: '': .".Length - rule.Length;
        string message = $"'{PathRules.Escape(path, Math.Max(room, 12))}': {rule}.";
        return new GateResult("", code, message, owner);
    }
}
