using System.Buffers;

namespace Orchestrator.SK.Core.Secrets;

/// <summary>Where a text holds what looks like a secret, and of which kind.</summary>
public readonly record struct SecretPlace(int Start, int Length, string Kind);

/// <summary>Knows the forms that keys, tokens and passwords come in. One pass over the text, whatever it holds.</summary>
public static class SecretForms
{
    private const int Shortest = 10;
    private const int Longest = 500;
    private const int LongestRun = 4_000;

    private const string Pem = "-----BEGIN ";
    private const string Address = "://";
    private const string Jwt = "eyJ";
    private const string Bearer = "Bearer ";

    private static readonly Form[] Forms =
    [
        new("api-key", "sk-", 16, Mixed: true), new("api-key", "sk_live_", 16), new("api-key", "rk_live_", 16), new("api-key", "AIza", 30), new("api-key", "hf_", 30),
        new("github-token", "ghp_", 20), new("github-token", "gho_", 20), new("github-token", "ghu_", 20), new("github-token", "ghs_", 20), new("github-token", "ghr_", 20),
        new("github-token", "github_pat_", 20), new("gitlab-token", "glpat-", 16), new("npm-token", "npm_", 30), new("pypi-token", "pypi-AgE", 16),
        new("aws-key", "AKIA", 16, Upper: true), new("aws-key", "ASIA", 16, Upper: true), new("google-token", "ya29.", 20),
        new("slack-token", "xoxb-", 10), new("slack-token", "xoxp-", 10), new("slack-token", "xoxa-", 10), new("slack-token", "xoxr-", 10), new("slack-token", "xoxs-", 10),
        new("slack-token", "xapp-", 10),
    ];

    private static readonly SearchValues<string> Starts = SearchValues.Create([.. Forms.Select(form => form.Prefix), Pem, Address, Jwt, Bearer], StringComparison.Ordinal);

    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["password", "passwd", "passphrase", "pwd", "secret", "token", "api_key", "api-key", "apikey", "access_key", "accesskey", "accountkey", "private_key", "credential"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t\r\n/\"'<>`\\");
    private static readonly SearchValues<char> CodeMarks = SearchValues.Create("(){}[]<>$");
    private static readonly SearchValues<char> VariableMarks = SearchValues.Create("{}<>$*[]%");

    // What stands for a password where none is given away.
    private static readonly string[] Placeholders = ["password", "passwd", "pass", "pwd", "pw", "secret", "token", "example", "changeme", "redacted"];

    /// <summary>All places in the order of the text; none overlaps another.</summary>
    public static IReadOnlyList<SecretPlace> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<SecretPlace> places = [];
        Collect(text, Starts, OfForm, places);
        Collect(text, Names, OfName, places);
        return places.Count < 2 ? places : Disjoint(places);
    }

    private static void Collect(string text, SearchValues<string> words, Func<string, int, SecretPlace?> judge, List<SecretPlace> places)
    {
        for (var at = 0; at < text.Length && text.AsSpan(at).IndexOfAny(words) is var hit and >= 0;)
        {
            at += hit;
            var place = judge(text, at);
            if (place is { } found)
            {
                places.Add(found);
            }

            at = place is { } past ? past.Start + past.Length : at + 1;
        }
    }

    private static List<SecretPlace> Disjoint(List<SecretPlace> places)
    {
        List<SecretPlace> apart = [];
        foreach (var place in places.OrderBy(place => place.Start).ThenByDescending(place => place.Length))
        {
            if (apart.Count == 0 || place.Start >= apart[^1].Start + apart[^1].Length)
            {
                apart.Add(place);
            }
            else if (place.Start + place.Length is var end && end > apart[^1].Start + apart[^1].Length)
            {
                apart[^1] = apart[^1] with { Length = end - apart[^1].Start };
            }
        }

        return apart;
    }

    private static SecretPlace? OfForm(string text, int at)
    {
        var rest = text.AsSpan(at);
        return rest.StartsWith(Pem, StringComparison.Ordinal) ? OfPem(text, at)
            : rest.StartsWith(Address, StringComparison.Ordinal) ? OfAddress(text, at)
            : rest.StartsWith(Bearer, StringComparison.Ordinal) ? OfBearer(text, at + Bearer.Length)
            : !BeginsHere(text, at) ? null
            : rest.StartsWith(Jwt, StringComparison.Ordinal) ? OfJwt(text, at)
            : Forms.Select(form => form.At(text, at)).FirstOrDefault(place => place is not null);
    }

    // Without an end it was cut: then all that follows may be key.
    private static SecretPlace? OfPem(string text, int at)
    {
        var title = text.AsSpan(at, Math.Min(80, text.Length - at));
        if (!title.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return null;
        }

        var end = text.IndexOf("-----END ", at, StringComparison.Ordinal);
        var close = end < 0 ? -1 : text.IndexOf("-----", end + 9, StringComparison.Ordinal);
        return new(at, (close < 0 ? text.Length : close + 5) - at, "private-key");
    }

    // The password of user:password@host.
    private static SecretPlace? OfAddress(string text, int at)
    {
        var rest = text.AsSpan(at + Address.Length, Math.Min(Longest, text.Length - at - Address.Length));
        var end = rest.IndexOfAny(AddressEnds);
        var authority = end < 0 ? rest : rest[..end];
        var host = authority.LastIndexOf('@');
        var colon = host < 0 ? -1 : authority[..host].IndexOf(':');
        return colon < 0 || IsPlaceholder(authority[(colon + 1)..host]) ? null : new(at + Address.Length + colon + 1, host - colon - 1, "password");
    }

    private static SecretPlace? OfBearer(string text, int at)
    {
        var length = Run(text, at, c => char.IsAsciiLetterOrDigit(c) || "._~+/=-".Contains(c, StringComparison.Ordinal));
        return length >= 20 && text.AsSpan(at, length).ContainsAnyInRange('0', '9') ? new(at, length, "token") : null;
    }

    private static SecretPlace? OfJwt(string text, int at)
    {
        var end = at;
        for (var part = 0; part < 3; part++)
        {
            var length = Run(text, end, IsTokenChar);
            end += length;
            if (length < 6 || (part < 2 && (end >= text.Length || text[end++] != '.')))
            {
                return null;
            }
        }

        return new(at, end - at, "token");
    }

    // "db_password": "…", API_TOKEN=…, secret: '…'. A value that is code, a variable or plain words is none.
    private static SecretPlace? OfName(string text, int at)
    {
        var limit = Math.Min(text.Length, at + 60);
        var end = at;
        while (end < limit && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-'))
        {
            end++;
        }

        var name = text[at..end];
        end = Skip(text, end, limit, "\\\"'` ");
        if (end >= limit || text[end] is not (':' or '='))
        {
            return null;
        }

        var start = Skip(text, end, limit, ":=> \t");
        var quoted = start < limit && text[start] is '"' or '\'' or '`' or '\\';
        start = Skip(text, start, limit, "\\\"'`");
        var length = Math.Min(Longest, Run(text, start, c => quoted ? c > ' ' && c is not ('"' or '\'' or '`' or '\\') : IsPlain(c)));
        var isCode = !quoted && start + length < text.Length && text[start + length] is '(' or '.' or '[' or '{' or '<';
        return !isCode && LooksRandom(text.AsSpan(start, length)) ? new(start, length, name.Contains("pass", StringComparison.OrdinalIgnoreCase) ? "password" : "secret") : null;
    }

    private static bool LooksRandom(ReadOnlySpan<char> value) =>
        value.Length >= Shortest && value.ContainsAnyInRange('0', '9') && value.IndexOfAnyInRange('A', 'z') >= 0 && !value.ContainsAny(CodeMarks) && Entropy(value) >= 3.0;

    private static double Entropy(ReadOnlySpan<char> value)
    {
        Dictionary<char, int> counts = [];
        foreach (var c in value)
        {
            counts[c] = counts.GetValueOrDefault(c) + 1;
        }

        double length = value.Length;
        return -counts.Values.Sum(count => count / length * Math.Log2(count / length));
    }

    private static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        var text = value.ToString();
        return text.Length == 0 || text.AsSpan().ContainsAny(VariableMarks) || text.All(c => c is 'x' or 'X' or '.')
            || Placeholders.Contains(text, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || "+/=_-!@#%^&*~".Contains(c, StringComparison.Ordinal);

    private static bool IsTokenChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    // Not in the middle of a word; what an escape such as \n ends is no word.
    private static bool BeginsHere(string text, int at) => at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]) || (at > 1 && text[at - 2] == '\\');

    private static int Skip(string text, int at, int limit, string characters)
    {
        while (at < limit && characters.Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        return at;
    }

    private static int Run(string text, int at, Func<char, bool> belongs)
    {
        // No secret is longer; without an end to it, a text that only looks like beginnings would be read over and over.
        var limit = Math.Min(text.Length, at + LongestRun);
        var end = at;
        while (end < limit && belongs(text[end]))
        {
            end++;
        }

        return end - at;
    }

    /// <param name="Mixed">Words joined by hyphens begin like it: only with a digit or a capital is it a key.</param>
    /// <param name="Upper">Capitals and digits only, and exactly as many.</param>
    private sealed record Form(string Kind, string Prefix, int Least, bool Mixed = false, bool Upper = false)
    {
        public SecretPlace? At(string text, int at)
        {
            if (string.CompareOrdinal(text, at, Prefix, 0, Prefix.Length) != 0)
            {
                return null;
            }

            var start = at + Prefix.Length;
            var length = Run(text, start, Upper ? c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) : IsTokenChar);
            var value = text.AsSpan(start, length);
            var fits = Upper ? length == Least : length >= Least;
            return fits && (!Mixed || value.ContainsAnyInRange('0', '9') || value.ContainsAnyInRange('A', 'Z')) ? new(at, start + length - at, Kind) : null;
        }
    }
}
