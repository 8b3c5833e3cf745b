namespace Orchestrator.SK.Repositories;

/// <summary>Why the gate refuses. The names are what a model reads: stable, part of the tools' contract.</summary>
internal static class GateCode
{
    public const string Path = "E_PATH";
    public const string Domain = "E_DOMAIN";
    public const string Protected = "E_PROTECTED";
    public const string Link = "E_LINK";
    public const string Type = "E_TYPE";
    public const string Size = "E_SIZE";
    public const string Encoding = "E_ENCODING";
    public const string Conflict = "E_CONFLICT";
    public const string NotFound = "E_NOTFOUND";
    public const string Mount = "E_MOUNT";
    public const string Io = "E_IO";
}

/// <summary>The gate's answer: a plain path to use, or a refusal that a model can act on.</summary>
/// <param name="Path">The path without its <c>.</c> parts; empty when the path itself is refused.</param>
/// <param name="Code">One of <see cref="GateCode"/>; null when the gate is open.</param>
/// <param name="Message">The path as it was given, escaped, and the broken rule; empty when the gate is open.</param>
/// <param name="Owner">Whom to hand over to, where that helps.</param>
/// <param name="Text">The content, for a read that was let through.</param>
internal sealed record GateResult(string Path, string? Code, string Message, string? Owner = null, string? Text = null)
{
    /// <summary>What a model reads of a refusal, its code included, is at most this long.</summary>
    public const int MaxMessage = 200;

    public bool Ok => Code is null;
}
