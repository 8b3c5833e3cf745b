using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Host.Chat;

/// <summary>Everything that can happen to a chat session, in one queue: so that the session itself needs no lock.</summary>
internal abstract record ChatSignal
{
    private ChatSignal()
    {
    }

    public sealed record Pressed(ConsoleKeyInfo Key) : ChatSignal;

    public sealed record Pasted(string Text) : ChatSignal;

    /// <summary>A line of an input that is no terminal.</summary>
    public sealed record LineRead(string Text) : ChatSignal;

    public sealed record InputEnded : ChatSignal;

    public sealed record Said(TalkPiece Piece) : ChatSignal;

    public sealed record AnswerEnded(Exception? Fault) : ChatSignal;

    public sealed record RunStarted(RunHandle Handle) : ChatSignal;

    public sealed record RunEntered(RunEntry Entry) : ChatSignal;

    public sealed record RunEnded(RunState? State, Exception? Fault) : ChatSignal;

    public sealed record QuestionsAsked(IReadOnlyList<string> Questions, TaskCompletionSource<IReadOnlyDictionary<string, string>?> Answers) : ChatSignal;

    public sealed record ApprovalAsked(Plan Plan, RunState State, TaskCompletionSource<bool?> Answer) : ChatSignal;

    /// <summary>The program is told to end.</summary>
    public sealed record Leave : ChatSignal;
}
