using Microsoft.ML.Tokenizers;

namespace Orchestrator.SK.Host.PromptLab.Rendering;

/// <summary>Counts tokens offline, by the vocabulary o200k_base. For models with another one it is an estimate; what was paid for stands in the record of a call.</summary>
internal static class TokenEstimate
{
    public const string Vocabulary = "o200k_base";

    // Loading the vocabulary takes a third of a second, so it waits until somebody counts.
    private static readonly Lazy<TiktokenTokenizer> Tokenizer = new(() => TiktokenTokenizer.CreateForEncoding(Vocabulary));

    public static int Of(string text) => Tokenizer.Value.CountTokens(text);
}
