namespace Orchestrator.SK.Core.Documents;

/// <summary>A stretch of a document's text, in UTF-16 units from its first character (a byte order mark counts).</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Gets the offset just behind the stretch.</summary>
    public int End => Start + Length;
}
