using Orchestrator.SK.Models.Trials;

namespace Orchestrator.SK.Host.Doctor;

/// <summary>What to do about an endpoint's shortcomings; each kind has its own switches.</summary>
internal static class EndpointAdvice
{
    public static string Name(EndpointKind kind) => kind switch
    {
        EndpointKind.OpenAI => "OpenAI",
        EndpointKind.Azure => "Azure OpenAI",
        EndpointKind.Ollama => "Ollama",
        EndpointKind.Vllm => "vLLM",
        EndpointKind.LlamaCpp => "llama.cpp",
        EndpointKind.LmStudio => "LM Studio",
        _ => "an endpoint of unknown kind",
    };

    public static string Tools(EndpointKind kind) => kind switch
    {
        EndpointKind.OpenAI or EndpointKind.Azure => "Choose a model that calls tools (OPENAI_MODEL).",
        EndpointKind.Ollama => "Choose a model that 'ollama show' lists with the capability 'tools', such as a recent qwen or llama (OPENAI_MODEL).",
        EndpointKind.Vllm => "Start vLLM with --enable-auto-tool-choice and the --tool-call-parser of this model.",
        EndpointKind.LlamaCpp => "Start llama-server with --jinja, and a chat template that knows tools.",
        EndpointKind.LmStudio => "Load a model that LM Studio marks with 'Tool use'.",
        _ => "Choose a model that calls tools (OPENAI_MODEL), and let the endpoint parse its calls: experts can do nothing without.",
    };

    public static string Window(EndpointKind kind, string model) => kind switch
    {
        EndpointKind.Ollama => $"Ollama cuts prompts at its own default without a word: start it with OLLAMA_CONTEXT_LENGTH=32768 or more, and set 'Orchestrator:Models:{model}:ContextTokens' to the same.",
        EndpointKind.Vllm => $"Start vLLM with a larger --max-model-len, and set 'Orchestrator:Models:{model}:ContextTokens' to the same.",
        EndpointKind.LlamaCpp => $"Start llama-server with a larger --ctx-size (it is shared out among --parallel slots) and with --no-context-shift, and set 'Orchestrator:Models:{model}:ContextTokens' to the size of one slot.",
        EndpointKind.LmStudio => $"Load the model with a larger context length and the overflow policy 'stop at limit', and set 'Orchestrator:Models:{model}:ContextTokens' to the same.",
        _ => $"Let the endpoint take longer prompts, or choose another model; set 'Orchestrator:Models:{model}:ContextTokens' to what it takes.",
    };

    public static string List(EndpointKind kind) => kind switch
    {
        EndpointKind.Azure => "Azure lists base models: OPENAI_MODEL is the name of your deployment, and OPENAI_BASE_URL ends in /openai/v1.",
        EndpointKind.Ollama => "Get the model: ollama pull NAME; and name it in OPENAI_MODEL as 'ollama list' does.",
        EndpointKind.Vllm => "Name in OPENAI_MODEL what vLLM serves (--served-model-name).",
        EndpointKind.LmStudio => "Load the model in LM Studio, and name it in OPENAI_MODEL as it is listed there.",
        _ => "Check OPENAI_MODEL, and that OPENAI_BASE_URL ends in /v1.",
    };

    public static string Stream(EndpointKind kind) => kind == EndpointKind.Unknown
        ? "Let the endpoint heed stream_options.include_usage. Until then tokens of streamed replies are estimated from their bytes."
        : $"A newer {Name(kind)} heeds stream_options.include_usage. Until then tokens of streamed replies are estimated from their bytes.";
}
