using System.Reflection;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 10: whoever waits can be told to stop, and its name says that it waits.</summary>
public sealed partial class AsyncTests
{
    private static readonly Rule Rule = new(
        10,
        "a method that returns a task or an async sequence ends in Async and takes a CancellationToken as its last parameter.",
        $"add 'CancellationToken cancellationToken' at the end and pass it on; where something outside dictates the signature, list the method in {nameof(AsyncTests)}.{nameof(Listed)} with the reason.");

    /// <summary>Who may differ, and why.</summary>
    private static readonly Dictionary<string, string> Listed = new(StringComparer.Ordinal)
    {
        ["Program.<Main>$"] = "the compiler makes it from the top-level statements",
        ["LiveProgress.RenderAsync"] = "ends when its channel does, which DisposeAsync sees to and waits for",
        ["ProcessRunner.PumpAsync"] = "reads what is left after a kill; it ends when the pipe does, and its caller waits only so long",
        ["StarterThread.StartAsync"] = "a process is started or not: giving up half way would lose one that runs",
        ["RunRecord.AppendHeldAsync"] = "an entry is written or not: a record that broke off in one would not know which",
        ["StopSignal.PerformAsync"] = "chooses the token itself: that is what it is for",
        ["ProgramFaults.GuardAsync"] = "turns exceptions into exit codes; what it guards holds the token, and cutting the guard short would lose the exit code",
        ["ProgramFaults.WriteReportAsync"] = "a crash report is written whatever else was told to stop",
        ["PromptDifference.CompareAsync"] = "the function that it is given holds the token",
        ["PromptDifference.SideAsync"] = "the function that it is given holds the token",
        ["TaskJob.Execute"] = "Quartz dictates the signature; its context carries the token",
        ["TaskRunner.RunAsync"] = "a task is told to stop by its own signal, which the runner holds",
        ["TaskRunner.EndAsync"] = "how a task ended is recorded, also while the worker is stopping",
        ["TaskWatch.LeaveViewAsync"] = "puts the screen in order on the way out",
        ["TerminalView.RenderAsync"] = "ends when its channel does, which DisposeAsync sees to and waits for",
    };

    /// <summary>Types whose private methods share one token of the type's own, and why.</summary>
    private static readonly Dictionary<string, string> ListedTypes = new(StringComparer.Ordinal)
    {
        ["ChatSession"] = "one token of its own cuts all that it waits for when the session is left; a signal is handled whole or the screen would be half told",
    };

    [Fact]
    public void Methods_ThatWait_SayAndAllowIt()
    {
        var methods = Methods().Where(method => Waits(method.ReturnType)).ToList();

        Rule.Check(methods.Count, 60, methods.Where(method => !Listed.ContainsKey(Name(method)) && !(method.IsPrivate && ListedTypes.ContainsKey(Name(method).Split('.')[0]))).SelectMany(Breaches));
    }

    [Fact]
    public void Methods_WithAToken_TakeItLast()
    {
        var methods = Methods().Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken))).ToList();

        Rule.Check(methods.Count, 60, methods.Where(method => method.GetParameters()[^1].ParameterType != typeof(CancellationToken)).Select(method => $"{Name(method)} takes its CancellationToken before others"));
    }

    [Fact]
    public void ListedMethods_AreThere()
    {
        var names = Methods().Select(Name).ToHashSet(StringComparer.Ordinal);

        Rule.Check(names.Count, 300, Listed.Keys.Where(name => !names.Contains(name)).Select(name => $"{name} is listed in {nameof(AsyncTests)}, but does not exist any more: take it off the list"));
    }

    private static IEnumerable<string> Breaches(MethodInfo method)
    {
        if (!PlainName(method).EndsWith("Async", StringComparison.Ordinal) && !IsDelegate(method))
        {
            yield return $"{Name(method)} returns {method.ReturnType.Name}, but does not end in Async";
        }

        // An HTTP context carries the token of its request.
        if (method.Name != nameof(IAsyncDisposable.DisposeAsync) && method.GetParameters().All(parameter => parameter.ParameterType != typeof(CancellationToken) && parameter.ParameterType.Name != "HttpContext"))
        {
            yield return $"{Name(method)} takes no CancellationToken";
        }
    }

    private static IEnumerable<MethodInfo> Methods()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return new[] { typeof(RunDecider), typeof(OrchestratorOptions), typeof(ProgramServices), typeof(RehearsalServer) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => !IsClosure(type))
            .SelectMany(type => type.GetMethods(All))
            .Where(method => !IsProperty(method) && !IsLambda(method) && method.Name is not ("BeginInvoke" or "EndInvoke"));
    }

    private static bool Waits(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>)));

    private static bool IsDelegate(MethodInfo method) => typeof(Delegate).IsAssignableFrom(method.DeclaringType);

    private static bool IsProperty(MethodInfo method) => method.IsSpecialName && method.Name.Contains("et_", StringComparison.Ordinal);

    // The compiler's own classes: closures, iterators, state machines. What a lambda must take, its delegate says.
    private static bool IsClosure(Type type) => type.Name.StartsWith('<');

    private static bool IsLambda(MethodInfo method) => method.Name.Contains(">b__", StringComparison.Ordinal) || method.Name.StartsWith("<>", StringComparison.Ordinal);

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{PlainName(method)}";

    // A local function '<Outer>g__Inner|1_0' is called Inner; an explicit implementation 'IPort.Do' is called Do.
    private static string PlainName(MethodInfo method) =>
        LocalFunction().Match(method.Name) is { Success: true } local ? local.Groups[1].Value : method.Name[(method.Name.LastIndexOf('.') + 1)..];

    [GeneratedRegex(@"g__(\w+)\|", RegexOptions.CultureInvariant)]
    private static partial Regex LocalFunction();
}
