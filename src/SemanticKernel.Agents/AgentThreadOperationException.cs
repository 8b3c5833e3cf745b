namespace Microsoft.SemanticKernel.Agents;

/// <summary>A thread could not be created, changed or deleted where it is kept.</summary>
public class AgentThreadOperationException : KernelException
{
    public AgentThreadOperationException()
    {
    }

    public AgentThreadOperationException(string? message)
        : base(message)
    {
    }

    public AgentThreadOperationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
