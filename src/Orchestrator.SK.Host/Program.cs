using System.CommandLine;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Repositories.Processes;

OwnProcess.Shield();
var root = new RootCommand("Give it one backlog item of a spec-driven repository; a team of domain experts delivers it as a verified branch.")
{
    DemoCommandLine.Create(),
    InitCommandLine.Create(),
    DoctorCommandLine.Create(),
    CheckCommandLine.Create(),
    AuditCommandLine.Create(),
    PlanCommandLine.Create(),
    RunCommandLine.Create(),
    WorkerCommandLine.Create(),
    TasksCommandLine.Create(),
    RunsCommandLine.Create(),
    ExpertsCommandLine.Create(),
    SpecsCommandLine.Create(),
    PromptsCommandLine.Create(),
    ConfigCommandLine.Create(),
};
ChatCommandLine.AddTo(root);
foreach (var option in GlobalOptions.All)
{
    root.Options.Add(option);
}

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync(error.Message);
    }

    var names = new List<string>();
    for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
    {
        names.Insert(0, at.Command == root ? "orchestrator" : at.Command.Name);
    }

    await Console.Error.WriteLineAsync($"'{string.Join(' ', names)} --help' shows what there is.");
    return ExitCodes.Usage;
}

using var signals = new Signals();
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, signals.Token);
