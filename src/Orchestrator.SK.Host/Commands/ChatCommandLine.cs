using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Chat;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator chat</c>: talk about a repository, start runs, steer them. The program without a command is the same, on a terminal.</summary>
internal static class ChatCommandLine
{
    private static readonly Option<bool> Continue = new("--continue", "-c") { Description = "Go on with the last talk about this repository" };

    /// <summary>Adds the command, and makes it what the program does when no command is named.</summary>
    public static void AddTo(RootCommand root)
    {
        var command = new Command("chat", "Talk about a repository, start runs and steer them") { Continue };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => RunAsync(parsed, cancellationToken)));
        root.Add(command);
        root.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => AloneAsync(root, parsed, cancellationToken)));
    }

    private static async Task<int> AloneAsync(RootCommand root, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (new Invocation(parsed, ConfigurationSources.ProcessEnvironment()).IsConsole)
        {
            return await RunAsync(parsed, cancellationToken);
        }

        await Console.Error.WriteLineAsync(
            $"{root.Description}\n\n{string.Join('\n', root.Subcommands.Select(command => $"  orchestrator {command.Name,-10} {command.Description}"))}\n\n'orchestrator --help' shows all options; on a terminal, 'orchestrator' alone is 'orchestrator chat'.");
        return ExitCodes.Usage;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(parsed, ConfigurationSources.ProcessEnvironment());
        if (invocation.Output == "json")
        {
            await Console.Error.WriteLineAsync("A chat has no '-o json': it is not one object. '-o jsonl' gives the events of its runs.");
            return ExitCodes.Usage;
        }

        // Log lines would be written into the live region: on a terminal the session itself says what goes wrong.
        await using var services = invocation.Services(invocation.Configuration(), invocation.IsConsole ? LogLevel.None : null);
        var places = services.GetRequiredService<Places>();
        using var repository = new RepositoryView(places, invocation.Repository);
        repository.Current();
        var chats = Path.Combine(places.State, "chats");
        var time = services.GetRequiredService<TimeProvider>();
        var record = new TalkRecord(chats, repository.TargetPath, RunIds.New("talk", time), parsed.GetValue(Continue), time);
        var parts = ChatParts.From(services, repository, record, !invocation.NoInput, GoOn(invocation));
        return invocation.IsConsole
            ? await OnTerminalAsync(parts, record, new EntryHistory(Path.Combine(chats, "entries.jsonl")), invocation.Colour, cancellationToken)
            : await OnPipeAsync(parts, record, invocation, services.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Progress, cancellationToken);
    }

    private static async Task<int> OnTerminalAsync(ChatParts parts, TalkRecord record, EntryHistory entries, bool colour, CancellationToken cancellationToken)
    {
        ChatSession? session = null;
        TerminalView? view = null;
        var editor = new LineEditor(entries.Load(), text => ChatCommands.Complete(text, session!.Items));
        var keys = System.Threading.Channels.Channel.CreateUnbounded<ChatSignal>();
        using var terminal = new ConsoleTerminal(keys.Writer, () => view?.Redraw());
        await using (view = new TerminalView(terminal, parts.Time, colour))
        {
            using (session = new ChatSession(parts, view, editor, entries))
            {
                Recall(view, record);
                _ = PassOnAsync(keys.Reader, session, cancellationToken);
                return await session.RunAsync(cancellationToken);
            }
        }
    }

    private static async Task<int> OnPipeAsync(ChatParts parts, TalkRecord record, Invocation invocation, ProgressOptions options, CancellationToken cancellationToken)
    {
        // Where the events are the result, they have standard output for themselves.
        await using var view = new PlainView(invocation.Output == "jsonl" ? Console.Error : Console.Out, invocation.PlainProgress(parts.Time, options));
        using var session = new ChatSession(parts, view, editor: null, entries: null);
        Recall(view, record);
        _ = Task.Run(async () =>
        {
            while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
            {
                session.Signals.TryWrite(new ChatSignal.LineRead(line));
            }

            session.Signals.TryWrite(new ChatSignal.InputEnded());
        }, CancellationToken.None);
        return await session.RunAsync(cancellationToken);
    }

    private static async Task PassOnAsync(System.Threading.Channels.ChannelReader<ChatSignal> keys, ChatSession session, CancellationToken cancellationToken)
    {
        await foreach (var signal in keys.ReadAllAsync(cancellationToken))
        {
            session.Signals.TryWrite(signal);
        }
    }

    // Somebody who goes on wants to see where they were: the last exchange.
    private static void Recall(IChatView view, TalkRecord record)
    {
        if (record.Earlier.Count == 0)
        {
            return;
        }

        view.Print(string.Create(CultureInfo.InvariantCulture, $"Going on with the talk of {record.Earlier[0].At.ToLocalTime():yyyy-MM-dd HH:mm}, {record.Earlier.Count} messages."), Tone.Dim);
        foreach (var word in record.Earlier.TakeLast(2))
        {
            view.Print($"{(word.Role == "user" ? "> " : "")}{word.Text}", word.Role == "user" ? Tone.Dim : Tone.Plain);
        }
    }

    private static string GoOn(Invocation invocation) =>
        invocation.Repository == Environment.CurrentDirectory ? "orchestrator chat --continue" : $"orchestrator chat --continue -C {invocation.Repository}";
}
