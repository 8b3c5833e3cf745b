using Orchestrator.SK.Core.Secrets;

namespace Orchestrator.SK.Tests.Secrets;

public class SecretTextTests
{
    // Put together here, so that no scanner takes this file for a leak.
    private static readonly string Key = "sk-" + "proj4Tb9Qw7Zr2Lk8Vn3Xc6";

    public static TheoryData<string> Leaks =>
    [
        Key,
        $"Authorization: Bearer {new string('a', 12)}1{new string('b', 12)}",
        "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a",
        "AKI" + "AIOSFODNN7EXAMPL2",
        "https://user:" + "h4rdT0Gu3ss@db.example.org/x",
        "password = \"" + "Xk29!vbQ77zm\"",
        "{\"api_key\":\"" + "9f8a7b6c5d4e3f2a1b0c\"}",
        "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
        "ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
        "xox" + "b-123456789012-abcdefghij",
    ];

    public static TheoryData<string> Harmless =>
    [
        "sk-learn and sk-image are libraries", "the token is read from the environment", "password: string", "password = os.environ[\"DB_PASSWORD\"]", "token = parser.next_token(1)",
        "https://user:password@host.example", "postgres://{user}:{password}@host", "secret: ${{ secrets.NPM }}", "AKIA", "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----",
        "def test_token_counts_are_kept(): pass", "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "passphrase = None", "",
    ];

    [Theory]
    [MemberData(nameof(Leaks))]
    public void Secret_IsTakenOut_AndTwiceChangesNothing(string text)
    {
        var secrets = new SecretText();

        var clean = secrets.Redact($"before {text} after");

        Assert.True(secrets.IsIn(text), text);
        Assert.Contains(SecretText.Marker, clean, StringComparison.Ordinal);
        Assert.StartsWith("before ", clean, StringComparison.Ordinal);
        Assert.Equal(clean, secrets.Redact(clean));
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void PlainText_StaysAsItIs(string text) => Assert.Same(text, new SecretText().Redact(text));

    [Fact]
    public void KnownSecret_IsTakenOutInEverySpelling()
    {
        var secrets = new SecretText("correct horse/battery");
        foreach (var spelling in new[]
        {
            "correct horse/battery", "correct%20horse%2Fbattery",
            Convert.ToBase64String("xcorrect horse/batteryx"u8), Convert.ToBase64String("xycorrect horse/battery"u8),
        })
        {
            Assert.Contains(SecretText.Marker, secrets.Redact(spelling), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Pieces_HoweverTheTextIsCut_GiveTheCleanText()
    {
        var secrets = new SecretText();
        var text = $"The key is {Key} and\nthe next line says nothing.\npassword = \"Xk29!vbQ77zm\"\nEnd";
        for (var size = 1; size <= text.Length; size++)
        {
            var pieces = new SecretPieces(secrets);
            var shown = string.Concat(text.Chunk(size).Select(chunk => pieces.Take(new string(chunk)))) + pieces.Rest();

            Assert.Equal(secrets.Redact(text), shown);
        }
    }

    [Fact]
    public async Task LongTexts_OfWhatLooksLikeBeginnings_AreReadInOnePass()
    {
        foreach (var part in new[] { "sk-", "password=", "-----BEGIN ", "://a:", "eyJ", "Bearer ", "token: \"" })
        {
            var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));

            await Task.Run(() => new SecretText().Redact(text)).WaitAsync(TimeSpan.FromMinutes(2));
        }
    }
}
