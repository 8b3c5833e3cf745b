using Orchestrator.SK.Benchmarks;

// What the figures in README.md come from. An exit code of 3 says that a bar was missed.
var what = args is [var first, ..] ? first : "all";
if (what == "audit-recall")
{
    return AuditRecall.Run(args[1..]);
}

if (what is not ("wave" or "gate" or "lookup" or "documents" or "sandbox" or "audit" or "journal" or "all"))
{
    await Console.Error.WriteLineAsync($"'{what}' is no benchmark: there are wave, gate, lookup, documents, sandbox, audit, journal, all, and audit-recall.");
    return 2;
}

Console.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, load {Machine.Load()}");
var good = true;
if (what is "wave" or "all")
{
    good &= await WaveBenchmark.RunAsync(CancellationToken.None);
}

if (what is "gate" or "all")
{
    await GateBenchmark.RunAsync(1_000, CancellationToken.None);
    await GateBenchmark.RunAsync(10_000, CancellationToken.None);
}

good &= what is not ("journal" or "all") || await JournalBenchmark.RunAsync(CancellationToken.None);
if (what is "sandbox" or "all")
{
    good &= await SandboxBenchmark.RunAsync(CancellationToken.None);
}

if (what is "audit" or "all")
{
    good &= AuditBenchmark.Run();
}

if (what is "documents" or "all")
{
    DocumentsBenchmark.Run();
}

if (what is "lookup" or "all")
{
    good &= LookupBenchmark.Run(10_000);
    good &= LookupBenchmark.Run(100_000);
}

return good ? 0 : 3;
