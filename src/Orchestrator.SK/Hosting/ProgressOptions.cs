using System.ComponentModel.DataAnnotations;

namespace Orchestrator.SK.Hosting;

/// <summary>What is said while a run goes on.</summary>
internal sealed class ProgressOptions
{
    /// <summary>Gets or sets after how long a silence a line says that a run still goes on, and what each expert is at, in seconds; where a terminal shows that anyway there is none. 0 says nothing.</summary>
    /// <value>Default 60 seconds.</value>
    [Range(0, 86_400)]
    public int HeartbeatSeconds { get; set; } = 60;
}
