using System.Reflection;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 3: in Core a stage knows the stages before it and the common ground, and nothing else; only Runs knows all.</summary>
public sealed partial class StageOrderTests
{
    private const string Core = "Orchestrator.SK.Core";

    private static readonly Rule Rule = new(
        3,
        "in Core a stage uses only earlier stages (Intake, Planning, Experts, Review, Auditing, Finishing) and Documents, Lookup, Ripples, Domains, Budgets, Failures, Tools, Secrets; only Runs uses all.",
        "what two stages need belongs to the earlier one or to the common ground; what ties stages together belongs to Runs.");

    private static readonly string[] Stages = ["Intake", "Planning", "Experts", "Review", "Auditing", "Finishing"];

    private static readonly string[] Common = ["Documents", "Lookup", "Ripples", "Domains", "Budgets", "Failures", "Tools", "Secrets"];

    private static readonly IReadOnlyList<Type> Types = typeof(RunDecider).Assembly.GetTypes();

    [Fact]
    public void Folders_OfCore_AreTheKnownOnes()
    {
        var folders = Directory.GetDirectories(SourceTree.PathOf("src", Core)).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).ToList();

        Rule.Check(folders.Count, Stages.Length + Common.Length + 1, folders.Except([.. Stages, .. Common, "Runs"], StringComparer.Ordinal)
            .Select(folder => $"src/{Core}/{folder} is neither a stage nor common ground: say in {nameof(StageOrderTests)} which, and what it may use"));
    }

    [Fact]
    public void Sources_OfAStage_NameOnlyWhatItMayUse()
    {
        var files = SourceTree.Files($"src/{Core}");
        var uses = files.SelectMany(file => Used(file).Select(use => (file.Path, Folder: file.Path.Split('/')[2], use.To, use.Line))).ToList();

        Rule.Check(uses.Count, 20, uses.Where(use => !May(use.Folder, use.To)).Select(use => $"{use.Path}:{use.Line} uses {Core}.{use.To}"));
    }

    [Fact]
    public void Members_OfAStage_HoldOnlyWhatItMayUse()
    {
        // What 'var' hides from the text stands in the signatures and among the local variables.
        var uses = Types.SelectMany(type => Seen(type).Select(seen => (Type: type, From: FolderOf(type), To: FolderOf(seen))))
            .Where(use => use.From is not null && use.To is not null).Distinct().ToList();

        Rule.Check(uses.Count, 50, uses.Where(use => !May(use.From!, use.To!)).Select(use => $"{use.Type.FullName} uses a type of {Core}.{use.To}"));
    }

    private static bool May(string from, string to) =>
        from == to || from == "Runs" || Common.Contains(to) || (Stages.Contains(to) && Array.IndexOf(Stages, to) < Array.IndexOf(Stages, from));

    // 'using Orchestrator.SK.Core.Runs', 'Core.Runs.RunState', or just 'Runs.RunState', which C# reads from inside the namespace.
    private static IEnumerable<(string To, int Line)> Used(SourceFile file) => Name().Matches(file.Code)
        .Where(match => match.Groups["core"].Success || Types.Any(type => type.Namespace == $"{Core}.{match.Groups["folder"].Value}" && type.Name == match.Groups["type"].Value))
        .Select(match => (match.Groups["folder"].Value, file.LineOf(match.Index)));

    private static string? FolderOf(Type type) =>
        type.Namespace?.StartsWith($"{Core}.", StringComparison.Ordinal) == true ? type.Namespace[(Core.Length + 1)..].Split('.')[0] : null;

    private static IEnumerable<Type> Seen(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).ToList();
        return type.GetFields(All).Select(field => field.FieldType)
            .Concat(methods.SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)))
            .Concat(methods.OfType<MethodInfo>().Select(method => method.ReturnType))
            .Concat(methods.SelectMany(method => method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? []))
            .SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.IsGenericType ? [type, .. type.GetGenericArguments().SelectMany(Parts)] : [type];

    [GeneratedRegex(@"(?<![\w.])(?<core>(Orchestrator\.SK\.)?Core\.)?(?<folder>Runs|Intake|Planning|Experts|Review|Auditing|Finishing|Documents|Ripples|Domains|Budgets|Failures|Tools|Secrets)(\.(?<type>\w+))?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
