using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>The corpus of hostile and odd paths. The expert "backend" owns <c>src/</c>; "other" owns <c>other/</c>; nobody owns the rest.</summary>
public class WriteGateTests
{
    // What stands in the tree: path, kind (f file, x executable, l link, s submodule) and content, in words apart by ';'.
    public static TheoryData<string, string, string, string, string> Corpus => new()
    {
        { "B001 plain write", "", "src/a.cs", "w", "OK" },
        { "B002 plain read", "src/a.cs f hi", "src/a.cs", "r", "OK" },
        { "B003 nested folders", "", "src/x/y/z.cs", "w", "OK" },
        { "B004 dot part", "", "src/./a.cs", "w", "OK" },
        { "B005 leading dot part", "", "./src/a.cs", "w", "OK" },
        { "B006 name with dots", "", "src/a..b.cs", "w", "OK" },
        { "B007 three dots name", "", "src/...x", "w", "OK" },
        { "B009 percent is a letter", "", "src/%2e%2e.cs", "w", "OK" },
        { "B010 space inside", "", "src/a b.cs", "w", "OK" },
        { "B011 out", "", "../outside/secret.txt", "w", "E_PATH" },
        { "B017 up", "", "src/..", "w", "E_PATH" },
        { "B018 up with slash", "", "src/../", "w", "E_PATH" },
        { "B020 absolute outside", "", "/tmp/outside/secret.txt", "r", "E_PATH" },
        { "B021 absolute inside", "", "/tmp/repo/src/a.cs", "w", "E_PATH" },
        { "B022 double slash root", "", "//etc/passwd", "r", "E_PATH" },
        { "B024 tilde", "", "~/.ssh/authorized_keys", "w", "E_PATH" },
        { "B025 tilde user", "", "~root/.bashrc", "w", "E_PATH" },
        { "B027 prefix sibling read", "src2/s f TOPSECRET", "src2/s", "r", "E_DOMAIN" },
        { "B028 prefix sibling write", "src-evil/b f x", "src-evil/a", "w", "E_DOMAIN" },
        { "B030 link to file", "src/l l /outside/secret.txt", "src/l", "r", "E_LINK" },
        { "B032 relative link", "src/l l ../../outside/secret.txt", "src/l", "r", "E_LINK" },
        { "B033 link to folder, read", "src/d l ../../outside", "src/d/secret.txt", "r", "E_LINK" },
        { "B034 link to folder, write", "src/d l ../../outside", "src/d/new.txt", "w", "E_LINK" },
        { "B035 link to folder, write deep", "src/d l ../../outside", "src/d/n/e/w.txt", "w", "E_LINK" },
        { "B036 chain of links", "src/a l b;src/b l c;src/c l ../../outside/secret.txt", "src/a", "r", "E_LINK" },
        { "B037 link to itself", "src/l l l", "src/l", "r", "E_LINK" },
        { "B038 links in a ring", "src/a l b;src/b l a", "src/a/x", "w", "E_LINK" },
        { "B039 dangling link", "src/l l ../../outside/created", "src/l", "w", "E_TYPE" },
        { "B040 dangling link to folder", "src/l l ../../outside/nodir", "src/l/x", "w", "E_LINK" },
        { "B043 the domain's root is a link", "src l ../outside", "src/new", "w", "E_LINK" },
        { "B044 link into proc", "src/r l /proc/self/root", "src/r/etc/passwd", "r", "E_LINK" },
        { "B046 link to another domain", "src/l l ../other/secret.txt", "src/l", "r", "E_LINK" },
        { "B047 link to git's config", "src/l l ../.git/config", "src/l", "w", "E_TYPE" },
        { "B049 slash after a link", "src/l l ../other/secret.txt", "src/l/", "r", "E_PATH" },
        { "B055 other case of the domain", "src/a.cs f x", "Src/a.cs", "w", "E_DOMAIN" },
        { "B056 decomposed name", "", @"src/e\u0301.cs", "w", "E_PATH" },
        { "B057 full-width dots", "", @"src/\uff0e\uff0e/x", "w", "E_PATH" },
        { "B058 one-dot leaders", "", @"src/\u2024\u2024/x", "w", "E_PATH" },
        { "B059 two-dot leader", "", @"src/\u2025/x", "w", "E_PATH" },
        { "B060 full-width slash", "", @"src\uff0fa", "w", "E_PATH" },
        { "B061 division slash", "", @"src\u2215a", "w", "E_DOMAIN" },
        { "B063 bidi override", "", @"src/\u202egnp.exe", "w", "E_PATH" },
        { "B064 byte order mark", "", @"src/\ufeffa.cs", "w", "E_PATH" },
        { "B065 soft hyphen", "", @"src/a\u00adb.cs", "w", "E_PATH" },
        { "B066 half of a pair", "", @"src/\ud800.cs", "w", "E_PATH" },
        { "B068 no-break space at the edge", "", @"src/a\u00a0", "w", "OK" },
        { "B069 NUL", "", @"src/a.cs\u0000.txt", "w", "E_PATH" },
        { "B071 newline", "", @"src/a\u000ab", "w", "E_PATH" },
        { "B072 carriage return", "", @"src/a\u000d", "w", "E_PATH" },
        { "B074 escape", "", @"src/\u001b[2J", "w", "E_PATH" },
        { "B077 slash at the end", "", "src/a/", "w", "E_PATH" },
        { "B078 dot at the end", "", "src/a.", "w", "E_PATH" },
        { "B079 space at the end", "", "src/a ", "w", "E_PATH" },
        { "B080 leading space", "", "src/ a", "w", "E_PATH" },
        { "B081 only a space", "", "src/ /a", "w", "E_PATH" },
        { "B083 empty", "", "", "w", "E_PATH" },
        { "B085 just a dot", "", ".", "w", "E_DOMAIN" },
        { "B086 leading dash", "", "src/-rf", "w", "E_PATH" },
        { "B087 backslash", "", @"src\\a.cs", "w", "E_PATH" },
        { "B089 drive", "", @"C:\\Windows\\x", "w", "E_PATH" },
        { "B090 network share", "", @"\\\\srv\\share\\x", "w", "E_PATH" },
        { "B091 stream", "", "src/a.cs:evil", "w", "E_PATH" },
        { "B095 nested git folder", "", "src/.git/config", "w", "E_PROTECTED" },
        { "B096 nested git file", "", "src/.git", "w", "E_PROTECTED" },
        { "B098 git with a joiner", "", @"src/.g\u200cit/config", "w", "E_PATH" },
        { "B099 short name", "", "src/git~1/config", "w", "E_PROTECTED" },
        { "B101 git with a space", "", "src/.git /config", "w", "E_PATH" },
        { "B102 git as a stream", "", "src/.git::$INDEX_ALLOCATION/x", "w", "E_PATH" },
        { "B104 attributes of the root", "", ".gitattributes", "w", "E_PROTECTED" },
        { "B105 attributes", "", "src/.gitattributes", "w", "E_PROTECTED" },
        { "B108 editor tasks", "", "src/.vscode/tasks.json", "w", "E_PROTECTED" },
        { "B110 tool servers", "", "src/.mcp.json", "w", "E_PROTECTED" },
        { "B116 folder read as file", "src/d/x f x", "src/d", "r", "E_TYPE" },
        { "B117 folder written as file", "src/d/x f x", "src/d", "w", "E_TYPE" },
        { "B118 file as folder", "src/f f x", "src/f/x", "w", "E_TYPE" },
        { "B119 proc", "", "/proc/self/environ", "r", "E_PATH" },
        { "B122 huge", "src/big f @huge", "src/big", "r", "E_SIZE" },
        { "B123 255 bytes", "", "src/@255", "w", "OK" },
        { "B124 256 bytes", "", "src/@256", "w", "E_PATH" },
        { "B125 256 bytes in 128 letters", "", "src/@é", "w", "E_PATH" },
        { "B126 longer than any path", "", "src/@5000", "w", "E_PATH" },
        { "B128 a mebibyte", "", "src/@1048576", "w", "E_PATH" },
        { "B129 star", "", "src/*", "w", "E_PATH" },
        { "B130 question mark", "", "src/a?.cs", "w", "E_PATH" },
        { "B131 brackets are letters", "", "src/[id].ts", "w", "OK" },
        { "B132 braces are letters", "", "src/{a,b}.cs", "w", "OK" },
        { "B134 semicolon is a letter", "", "src/a;b.cs", "w", "OK" },
        { "B135 pipe", "", "src/a|b", "w", "E_PATH" },
        { "B140 NUL in the content", @"src/b f a\u0000b", "src/b", "r", "E_ENCODING" },
        { "B142 Latin-1", "src/b f @latin1", "src/b", "r", "E_ENCODING" },
        { "B143 UTF-16", "src/b f @utf16", "src/b", "r", "E_ENCODING" },
        { "B145 carriage returns", @"src/b f a\u000d\u000ab\u000d\u000a", "src/b", "r", "OK" },
        { "B151 git file of a submodule", "src/sub s x", "src/sub/.git", "w", "E_PROTECTED" },
        { "B152 missing", "", "src/nope", "r", "E_NOTFOUND" },
        { "B153 executable", "src/run.sh x x", "src/run.sh", "w", "OK" },
        { "B190 inside a submodule", "src/sub s x", "src/sub/a.cs", "w", "E_PROTECTED" },
        { "the submodule itself", "src/sub s x", "src/sub", "w", "E_PROTECTED" },
        { "upper case of git", "", "src/.GIT/config", "w", "E_PROTECTED" },
        { "full-width letters of git", "", @"src/.\uff47\uff49\uff54/config", "w", "E_PROTECTED" },
        { "short name of the attributes", "", "src/GITATT~1", "w", "E_PROTECTED" },
        { "hashed short name", "", "src/gi7eba~1", "w", "E_PROTECTED" },
        { "modules", "", ".gitmodules", "w", "E_PROTECTED" },
        { "hooks folder", "", "src/.githooks/pre-commit", "w", "E_PROTECTED" },
        { "editor", "", "src/.idea/workspace.xml", "w", "E_PROTECTED" },
        { "shell start", "", "src/.envrc", "w", "E_PROTECTED" },
        { "npm credentials", "", "src/.npmrc", "w", "E_PROTECTED" },
        { "rules of this product", "", "orchestrator.json", "w", "E_PROTECTED" },
        { "composed name is plain", "", @"src/\u00e9.cs", "w", "OK" },
        { "ignore files are plain", "", "src/.gitignore", "w", "OK" },
        { "other spelling of a file", "src/a.cs f x", "src/A.cs", "w", "E_CONFLICT" },
        { "other spelling of a folder", "src/dir/a f x", "src/Dir/b", "w", "E_CONFLICT" },
        { "the spelling that exists", "src/a.cs f x;src/A.cs f x", "src/A.cs", "w", "OK" },
        { "64 parts", "", "src/@parts63", "w", "OK" },
        { "65 parts", "", "src/@parts64", "w", "E_PATH" },
        { "unassigned character", "", @"src/a\u0378", "w", "E_PATH" },
        { "private character", "", @"src/a\ue000", "w", "E_PATH" },
        { "variation selector", "", @"src/a\ufe0f", "w", "E_PATH" },
        { "filler that is drawn as nothing", "", @"src/\u3164", "w", "E_PATH" },
        { "delete a missing file", "", "src/nope", "d", "E_NOTFOUND" },
        { "delete a folder", "src/d/x f x", "src/d", "d", "E_TYPE" },
        { "delete a link", "src/l l x", "src/l", "d", "E_TYPE" },
        { "delete a file", "src/a f x", "src/a", "d", "OK" },
        { "changelog", "", "CHANGELOG.md", "w", "E_PROTECTED" },
        { "changelog in other case", "", "changelog.md", "w", "E_PROTECTED" },
        { "the domain of another", "", "other/a", "w", "E_DOMAIN" },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Gate_ForACaseOfTheCorpus_AnswersWithItsCode(string id, string tree, string path, string operation, string expected)
    {
        Draft draft = new(TreeOf(tree));
        string given = Plain(path);

        GateResult result = operation == "r"
            ? WriteGate.CheckRead(draft, given, Readable)
            : WriteGate.Check(draft, given, operation == "d" ? null : "new\n", OwnerOf, "backend", ["CHANGELOG.md"]);

        Assert.True(expected == (result.Code ?? "OK"), $"{id}: {result.Code ?? "OK"} {result.Message}");
        Assert.Equal(result.Ok, result.Message.Length == 0);
        Assert.True(result.Message.Length <= 200, $"{id}: {result.Message.Length} characters");
        Assert.DoesNotContain(result.Message, c => char.IsControl(c) || c is '\u202e' or '\ufeff' || char.IsSurrogate(c));
        if (result.Ok && operation == "w")
        {
            TreeMode? before = draft.ModeOf(result.Path);
            draft.Write(result.Path, "new\n");
            Assert.Equal(before ?? TreeMode.File, draft.ModeOf(result.Path));
        }
    }

    [Theory]
    [InlineData("a\0b", "E_ENCODING")]
    [InlineData("a@b", "E_ENCODING")]
    [InlineData("a\r\nb", null)]
    [InlineData("", null)]
    public void Gate_ForContent_AnswersWithItsCode(string content, string? expected) =>
        Assert.Equal(expected, WriteGate.Check(new Draft(Trees.Of(("a", "x"))), "src/a", content.Replace('@', '\ud800'), OwnerOf, "backend", []).Code);

    [Fact]
    public void Gate_ForTooMuchContent_SaysTheLimit()
    {
        Draft draft = new(Trees.Of(("a", "x")));

        Assert.Null(WriteGate.Check(draft, "src/a", new string('a', 4 * 1024 * 1024), OwnerOf, "backend", []).Code);
        Assert.Equal("E_SIZE", WriteGate.Check(draft, "src/a", new string('a', (4 * 1024 * 1024) + 1), OwnerOf, "backend", []).Code);
        Assert.Equal("E_SIZE", WriteGate.Check(draft, "src/a", new string('é', (2 * 1024 * 1024) + 1), OwnerOf, "backend", []).Code);
    }

    [Fact]
    public void Gate_ForThePathOfAnother_NamesTheOwnerToHandOverTo()
    {
        GateResult result = WriteGate.Check(new Draft(Trees.Of(("a", "x"))), "other/a.cs", "x", OwnerOf, "backend", []);

        Assert.Equal("other", result.Owner);
        Assert.Contains("'other/a.cs'", result.Message, StringComparison.Ordinal);
        Assert.Contains("'other'", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_AfterADeletion_LetsTheOtherSpellingAndTheFolderBe()
    {
        Draft draft = new(Trees.Of(("src/a.cs", "x"), ("src/f", "x")));
        draft.Delete("src/a.cs");
        draft.Delete("src/f");

        Assert.True(WriteGate.Check(draft, "src/A.cs", "x", OwnerOf, "backend", []).Ok);
        Assert.True(WriteGate.Check(draft, "src/f/x", "x", OwnerOf, "backend", []).Ok);
        draft.Write("src/f/x", "x");
        Assert.Equal("E_TYPE", WriteGate.Check(draft, "src/f", "x", OwnerOf, "backend", []).Code);
        Assert.Equal("E_CONFLICT", WriteGate.Check(draft, "src/F/y", "x", OwnerOf, "backend", []).Code);
    }

    private static string OwnerOf(string path) => path.Split('/')[0] switch { "src" => "backend", "other" => "other", _ => "orchestrator" };

    private static bool Readable(string path) => path.StartsWith("src/", StringComparison.Ordinal);

    private static TreeSnapshot TreeOf(string words) => Trees.Of([.. words.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(word =>
    {
        string[] parts = word.Split(' ', 3);
        TreeMode mode = parts[1] switch { "l" => TreeMode.Link, "s" => TreeMode.Submodule, "x" => TreeMode.Executable, _ => TreeMode.File };
        byte[] content = parts[2] switch
        {
            "@huge" => new byte[(4 * 1024 * 1024) + 1],
            "@latin1" => [.. "caf"u8, 0xE9],
            "@utf16" => [0xFF, 0xFE, (byte)'a', 0],
            var text => Encoding.UTF8.GetBytes(Plain(text)),
        };
        return (parts[0], mode, content);
    })]);

    // Escapes instead of the characters, so that the names of the cases stay printable.
    private static string Plain(string text)
    {
        string path = text
            .Replace("@255", new string('a', 255), StringComparison.Ordinal).Replace("@256", new string('a', 256), StringComparison.Ordinal)
            .Replace("@é", new string('é', 128), StringComparison.Ordinal)
            .Replace("@5000", string.Join('/', Enumerable.Repeat(new string('a', 49), 100)), StringComparison.Ordinal)
            .Replace("@1048576", new string('a', 1 << 20), StringComparison.Ordinal)
            .Replace("@parts63", string.Join('/', Enumerable.Repeat("p", 63)), StringComparison.Ordinal)
            .Replace("@parts64", string.Join('/', Enumerable.Repeat("p", 64)), StringComparison.Ordinal);
        return Regex.Replace(path, @"\\u([0-9a-f]{4})|\\\\", match =>
            match.Groups[1].Success ? ((char)int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString() : @"\");
    }
}
