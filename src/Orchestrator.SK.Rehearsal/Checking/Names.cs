using System.Buffers;

namespace Orchestrator.SK.Rehearsal.Checking;

/// <summary>The names that every OpenAI-compatible endpoint accepts: <c>^[a-zA-Z0-9_-]{1,64}$</c>.</summary>
internal static class Names
{
    public const string Pattern = "^[a-zA-Z0-9_-]{1,64}$";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    public static bool AreLegal(string name) => name.Length is >= 1 and <= 64 && !name.AsSpan().ContainsAnyExcept(Allowed);
}
