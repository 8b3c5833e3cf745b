using System.Threading.Channels;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Host.Chat;

/// <summary>The person at the chat, as a run asks them: the question goes to the session, which answers when the person does.</summary>
internal sealed class ChatPerson(ChannelWriter<ChatSignal> session) : IPerson
{
    public async Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken)
    {
        var answers = new TaskCompletionSource<IReadOnlyDictionary<string, string>?>(TaskCreationOptions.RunContinuationsAsynchronously);
        session.TryWrite(new ChatSignal.QuestionsAsked(questions, answers));
        return await answers.Task.WaitAsync(cancellationToken);
    }

    public async Task<bool?> ApproveAsync(Plan plan, RunState state, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<bool?>(TaskCreationOptions.RunContinuationsAsynchronously);
        session.TryWrite(new ChatSignal.ApprovalAsked(plan, state, answer));
        return await answer.Task.WaitAsync(cancellationToken);
    }

    public async Task<bool> TrustAsync(WantedCommands wanted, CancellationToken cancellationToken)
    {
        var question = $"{wanted}\nTrust this version of the file? Only y, yes or ja does.";
        return await AskAsync([question], cancellationToken) is { } answers && PlanConsent.IsYes(answers.GetValueOrDefault(question) ?? "");
    }
}
