using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 1: Core decides. It has no packages, and no clock, chance, environment, file, network or task.</summary>
public sealed partial class CorePurityTests
{
    private const string Project = "src/Orchestrator.SK.Core/Orchestrator.SK.Core.csproj";
    private const string List = "src/Orchestrator.SK.Core/BannedSymbols.txt";
    private const string Analyzer = "Microsoft.CodeAnalysis.BannedApiAnalyzers";

    private static readonly Rule Rule = new(
        1,
        "Orchestrator.SK.Core references the base class library alone, and neither a clock nor chance, environment, files, network or tasks.",
        "let Core return a RunCommand, do the work in src/Orchestrator.SK, and hand the result back as a RunEvent; what needs a package is parsed there and reaches Core as records.");

    /// <summary>What must never leave the list: one symbol at least for each thing that Core may not have.</summary>
    private static readonly string[] Required =
    [
        "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow", "T:System.TimeProvider",
        "T:System.Diagnostics.Stopwatch", "M:System.Guid.NewGuid", "T:System.Random", "T:System.Security.Cryptography.RandomNumberGenerator", "T:System.Environment",
        "T:System.Console", "T:System.IO.File", "T:System.IO.Directory", "T:System.IO.FileInfo", "T:System.IO.DirectoryInfo", "T:System.IO.FileStream",
        "M:System.IO.Path.GetFullPath(System.String)", "M:System.IO.Path.GetTempPath", "N:System.Net", "T:System.Diagnostics.Process", "T:System.Threading.Tasks.Task",
        "T:System.Threading.Tasks.Task`1", "T:System.Threading.Tasks.ValueTask", "T:System.Threading.Tasks.ValueTask`1", "T:System.Threading.Thread", "T:System.Threading.Timer",
    ];

    private static readonly string[] Homes =
        ["System.Private.CoreLib", "System.Console", "System.Diagnostics.Process", "System.Security.Cryptography", "System.Net.Primitives", "System.Threading", "System.Threading.Tasks.Parallel"];

    [Fact]
    public void Core_References_OnlyTheBaseClassLibrary()
    {
        var references = typeof(RunDecider).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToList();
        var project = ProjectFile.Load(Project);

        Rule.Check(references.Count, 3,
        [
            .. references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)).Select(name => $"Orchestrator.SK.Core.dll references {name}"),
            .. project.Projects.Select(name => $"{Project} references the project {name}"),
            .. project.Packages.Where(package => package.Attribute("Include")?.Value != Analyzer || package.Attribute("PrivateAssets")?.Value != "all")
                .Select(package => $"{Project} references the package {package.Attribute("Include")?.Value}"),
            .. project.Includes("FrameworkReference").Select(name => $"{Project} references the framework {name}"),
        ]);
    }

    [Fact]
    public void BannedSymbols_AreWiredAndHeldByTheBuild()
    {
        var project = ProjectFile.Load(Project);
        var silenced = SourceTree.Files("src/Orchestrator.SK.Core").Where(file => file.Text.Contains("RS0030", StringComparison.Ordinal)).Select(file => $"{file.Path} switches the check off (RS0030)")
            .Concat(new[] { ".editorconfig", "Directory.Build.props", Project }.Where(path => SourceTree.Read(path).Contains("RS0030", StringComparison.Ordinal)).Select(path => $"{path} switches the check off (RS0030)"));

        Rule.Check(project.Packages.Count(), 1,
        [
            .. project.Packages.Any(package => package.Attribute("Include")?.Value == Analyzer) ? [] : new[] { $"{Project} does not reference {Analyzer}" },
            .. project.Includes("AdditionalFiles").Contains("BannedSymbols.txt") ? [] : new[] { $"{Project} does not give BannedSymbols.txt to the analyzer" },
            .. silenced,
        ]);
    }

    [Fact]
    public void BannedSymbols_NameEachThingThatCoreMayNotHave_WithAWayOut()
    {
        var lines = SourceTree.Read(List).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var symbols = lines.Select(line => line.Split(';')[0]).ToList();

        Rule.Check(lines.Length, Required.Length,
        [
            .. Required.Except(symbols, StringComparer.Ordinal).Select(symbol => $"{List} no longer bans {symbol}"),
            .. lines.Where(line => !Entry().IsMatch(line)).Select(line => $"{List}: '{line}' is not 'symbol; reason and way out.'"),

            // The analyzer passes over what it does not know: a typing mistake would ban nothing.
            .. symbols.Where(symbol => !Exists(symbol)).Select(symbol => $"{List}: {symbol} does not exist"),
        ]);
    }

    private static bool Exists(string symbol) => symbol[0] switch
    {
        'T' => Find(symbol[2..]) is not null,
        'N' => Homes.SelectMany(home => System.Reflection.Assembly.Load(home).GetExportedTypes()).Any(type => type.Namespace == symbol[2..]),
        'P' => Find(Owner(symbol))?.GetProperty(Name(symbol)) is not null,
        'M' => Find(Owner(symbol))?.GetMethods().Any(method => method.Name == Name(symbol) && Parameters(symbol).SequenceEqual(method.GetParameters().Select(parameter => parameter.ParameterType.FullName))) ?? false,
        _ => false,
    };

    private static Type? Find(string name) => Homes.Select(home => Type.GetType($"{name}, {home}")).FirstOrDefault(type => type is not null);

    private static string Owner(string symbol) => symbol.Split('(')[0][2..symbol.Split('(')[0].LastIndexOf('.')];

    private static string Name(string symbol) => symbol.Split('(')[0].Split('.')[^1];

    private static string[] Parameters(string symbol) =>
        symbol.Contains('(', StringComparison.Ordinal) ? symbol.Split('(')[1].TrimEnd(')').Split(',') : [];

    [GeneratedRegex(@"^[TPMN]:[\w.`(),]+; \w.+\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Entry();
}
