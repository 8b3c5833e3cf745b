using System.Text;

namespace Orchestrator.SK.Core.Secrets;

/// <summary>Takes secrets out of a text that comes in pieces: what may yet become one is held back until it can be told.</summary>
/// <remarks>No secret but a private key reaches over a blank, so whole words go on at once, judged together with their line.</remarks>
public sealed class SecretPieces(SecretText secrets)
{
    // A line that never ends, or a key that never does, must not be held for ever.
    private const int MaxHeld = 64 * 1024;
    private const string Pem = "-----BEGIN";

    private readonly StringBuilder _held = new();
    private int _given;

    /// <summary>What may be shown now.</summary>
    public string Take(string piece)
    {
        _held.Append(piece);
        var text = _held.ToString();
        var pem = text.IndexOf(Pem, StringComparison.Ordinal);
        var end = pem >= 0 && text.IndexOf("-----END", pem, StringComparison.Ordinal) < 0 ? pem : text.AsSpan().LastIndexOfAny(" \t\n\r") + 1;
        return text.Length > MaxHeld ? Rest() : Give(text, end);
    }

    /// <summary>What was held back, at the end.</summary>
    public string Rest()
    {
        var rest = Give(_held.ToString(), _held.Length);
        _held.Clear();
        _given = 0;
        return rest;
    }

    private string Give(string text, int end)
    {
        var clean = secrets.Redact(text[..Math.Max(end, 0)]);
        var piece = clean.Length > _given ? clean[_given..] : "";
        _given = Math.Max(_given, clean.Length);
        var line = text.AsSpan(0, Math.Max(end, 0)).LastIndexOf('\n') + 1;
        if (line > 0)
        {
            // A finished line says nothing about the next.
            _held.Remove(0, line);
            _given = secrets.Redact(text[line..Math.Max(end, line)]).Length;
        }

        return piece;
    }
}
