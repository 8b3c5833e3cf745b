namespace Microsoft.SemanticKernel.Agents;

/// <summary>A message and the thread it belongs to.</summary>
public class AgentResponseItem<TMessage>
{
    public AgentResponseItem(TMessage message, AgentThread thread)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(thread);
        Message = message;
        Thread = thread;
    }

    public TMessage Message { get; }

    public AgentThread Thread { get; }

    public static implicit operator TMessage(AgentResponseItem<TMessage> responseItem)
    {
        ArgumentNullException.ThrowIfNull(responseItem);
        return responseItem.Message;
    }
}
