using System.ComponentModel.DataAnnotations;

namespace Orchestrator.SK.Hosting;

/// <summary>Where the records of runs are kept.</summary>
internal sealed class JournalOptions
{
    /// <summary>Gets or sets the database of the records: <c>sqlite</c>, a file of the state folder, or <c>postgresql</c>, which several machines share.</summary>
    /// <value>Default <c>sqlite</c>.</value>
    [AllowedValues("sqlite", "postgresql")]
    public string Kind { get; set; } = "sqlite";

    /// <summary>Gets or sets how the PostgreSQL server is reached, as Npgsql takes it. It is a secret: from the environment or user secrets, and never printed.</summary>
    /// <value>Default empty, which <c>postgresql</c> refuses.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>Gets or sets how long a run waits for a PostgreSQL server that is away, in seconds.</summary>
    /// <value>Default 60 seconds.</value>
    [Range(0, 86_400)]
    public int WaitSeconds { get; set; } = 60;
}
