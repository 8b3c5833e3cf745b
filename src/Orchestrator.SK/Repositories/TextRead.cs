using System.Text;

namespace Orchestrator.SK.Repositories;

/// <summary>Why a path has no text to give.</summary>
internal enum TextFault
{
    None,
    Missing,
    NotAFile,
    TooLarge,
    Binary,
    NotUtf8,
}

/// <summary>The text of a file, or why there is none. A byte order mark stays in the text, so that writing it back changes no byte.</summary>
/// <param name="Text">Null unless <paramref name="Fault"/> is <see cref="TextFault.None"/>.</param>
/// <param name="Fault">Why there is no text.</param>
/// <param name="Size">Bytes; 0 when there is no such file.</param>
internal sealed record TextRead(string? Text, TextFault Fault, long Size)
{
    /// <summary>The largest file that experts read or write: 4 MiB.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public bool Ok => Fault is TextFault.None;

    public static TextRead Without(TextFault fault, long size = 0) => new(null, fault, size);

    /// <summary>Decodes strictly: nothing is replaced, so that no byte is lost by reading and writing back.</summary>
    public static TextRead From(byte[] bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return Without(TextFault.TooLarge, bytes.Length);
        }
        if (bytes.AsSpan().Contains((byte)0))
        {
            return Without(TextFault.Binary, bytes.Length);
        }
        try
        {
            return new TextRead(Strict.GetString(bytes), TextFault.None, bytes.Length);
        }
        catch (DecoderFallbackException)
        {
            return Without(TextFault.NotUtf8, bytes.Length);
        }
    }

    /// <summary>The bytes of a text, or null when it holds half of a surrogate pair, which UTF-8 cannot say.</summary>
    public static byte[]? Encode(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
