using System.CommandLine;

namespace Orchestrator.SK.Host.Commands;

/// <summary>The options that every command has.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string> Repository = new("--repo", "-C", "--repository") { Description = "The repository to work on (default: the current folder)", DefaultValueFactory = _ => ".", Recursive = true, HelpName = "DIR" };

    public static readonly Option<string> Output = Choice(new("--output", "-o") { Description = "text, json (one object at the end), or jsonl (the event log)", DefaultValueFactory = _ => "text", Recursive = true }, "text", "json", "jsonl");

    public static readonly Option<string?> Config = new("--config") { Description = "A further settings file", Recursive = true, HelpName = "FILE" };

    public static readonly Option<string?> Model = new("--model") { Description = "The model id, for this call of the program", Recursive = true, HelpName = "ID" };

    public static readonly Option<bool> NoColour = new("--no-color") { Description = "No colour, no live rows", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Log to standard error", Recursive = true };

    public static readonly Option<bool> NoInput = new("--no-input") { Description = "Never ask; a question ends the run with exit code 4", Recursive = true };

    public static IEnumerable<Option> All => [Repository, Output, Config, Model, NoColour, Verbose, NoInput];

    private static Option<string> Choice(Option<string> option, params string[] values)
    {
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
