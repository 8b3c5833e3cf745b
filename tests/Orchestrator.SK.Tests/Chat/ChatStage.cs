using System.Text.Json;
using System.Text.Json.Nodes;
using LibGit2Sharp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Chat;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Recording;
using Orchestrator.SK.Rehearsal.Scripts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Stages.Intake;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Orchestrator.SK.Tests.Chat;

/// <summary>A small repository, a scripted model, and chat sessions in front of them. All but the model's words is real.</summary>
internal sealed class ChatStage : IAsyncDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("chat-").FullName;
    private readonly ServiceProvider _services;

    private ChatStage(RehearsalServer server)
    {
        Server = server;
        var source = Path.Combine(_home, "source");
        foreach (var (path, text) in ChatScript.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(source, path))!);
            File.WriteAllText(Path.Combine(source, path), text);
        }

        Repository = Path.Combine(_home, "notes");
        SampleRepository.Create(source, Repository, new CommitStamp("Notes", "notes@example.org", DateTimeOffset.UnixEpoch));
        _services = ProgramServices.Build(
            ConfigurationSources.Build(new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _home }, null, new Dictionary<string, string>
            {
                ["Orchestrator:Models:default:Endpoint"] = server.BaseAddress.ToString(),
                ["Orchestrator:Models:default:Id"] = "rehearsal",
                ["Orchestrator:StateDirectory"] = Path.Combine(_home, "state"),
                ["Orchestrator:Sandbox:Minimum"] = "none",
                ["Orchestrator:TrustedSettings:0"] = TrustedSettings.HashOf(ChatScript.Files["orchestrator.json"]),
            }),
            LogLevel.None);
    }

    public RehearsalServer Server { get; }

    public string Repository { get; }

    public static async Task<ChatStage> StartAsync(IEnumerable<object>? fixtures = null, Func<RehearsalOptions, RehearsalOptions>? change = null)
    {
        var options = new RehearsalOptions { Script = RehearsalScript.Parse(JsonSerializer.Serialize(new { fixtures = fixtures ?? ChatScript.Delivery() })) };
        return new ChatStage(await RehearsalServer.StartAsync(change?.Invoke(options) ?? options, CancellationToken.None));
    }

    /// <summary>A session at a terminal.</summary>
    public ChatTable Sit(bool goOn = false, int width = 80, int height = 24) => new(new Glass(width, height), Parts(goOn, out var repository), repository);

    /// <summary>A session that reads lines; returns its exit code and what it wrote on both streams.</summary>
    public async Task<(int Code, string Output, string Progress)> PipeAsync(string lines, bool mayAsk = true)
    {
        using var output = new StringWriter();
        using var progress = new StringWriter();
        await using var view = new PlainView(TextWriter.Synchronized(output), new PlainProgress(TextWriter.Synchronized(progress), TimeProvider.System, TimeSpan.Zero));
        using var session = new ChatSession(Parts(goOn: false, out var repository) with { MayAsk = mayAsk }, view, editor: null, entries: null);
        using (repository)
        {
            foreach (var line in lines.Split('\n'))
            {
                session.Signals.TryWrite(new ChatSignal.LineRead(line));
            }

            session.Signals.TryWrite(new ChatSignal.InputEnded());
            var code = await session.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(120));
            return (code, output.ToString(), progress.ToString());
        }
    }

    /// <summary>What <c>orchestrator run</c> does.</summary>
    public Task<RunState> RunAsync(string item) =>
        _services.GetRequiredService<RunLauncher>().RunAsync(new LaunchRequest($"run-{Guid.NewGuid():N}", Repository, item, null), _ => { }, CancellationToken.None);

    /// <summary>Tree and message of a branch, without the run's own id.</summary>
    public (string Tree, string Message) Delivered(string branch)
    {
        using var repository = new Repository(Repository);
        var commit = repository.Branches[branch].Tip;
        return (commit.Tree.Sha, string.Join('\n', commit.Message.Split('\n').Where(line => !line.StartsWith("Run: ", StringComparison.Ordinal))));
    }

    /// <summary>The texts of the messages of a request.</summary>
    public static IReadOnlyList<string> Messages(RehearsalRequest request) =>
        request.BodyText.Length == 0 ? [] : [.. JsonNode.Parse(request.BodyText)!["messages"]!.AsArray().Select(message => $"{message!["role"]}: {message["content"]}")];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    private ChatParts Parts(bool goOn, out RepositoryView repository)
    {
        var places = _services.GetRequiredService<Places>();
        repository = new RepositoryView(places, Repository);
        var record = new TalkRecord(Path.Combine(places.State, "chats"), repository.TargetPath, $"talk-{Guid.NewGuid():N}", goOn, TimeProvider.System);
        return ChatParts.From(_services, repository, record, mayAsk: true, "orchestrator chat --continue");
    }
}

/// <summary>A person's place at a terminal: keys in, screen out.</summary>
internal sealed class ChatTable : IAsyncDisposable
{
    private readonly TerminalView _view;
    private readonly ChatSession _session;
    private readonly RepositoryView _repository;
    private readonly Task<int> _running;

    public ChatTable(Glass glass, ChatParts parts, RepositoryView repository)
    {
        (Glass, _repository) = (glass, repository);
        _view = new TerminalView(glass, parts.Time, colour: false);
        _session = new ChatSession(parts, _view, new LineEditor([], text => ChatCommands.Complete(text, _session!.Items)), entries: null);
        _running = _session.RunAsync(CancellationToken.None);
    }

    public Glass Glass { get; }

    /// <summary>Types, in the notation of <see cref="Keys"/>.</summary>
    public void Type(string keys) => Keys.Of(keys).ForEach(key => _session.Signals.TryWrite(new ChatSignal.Pressed(key)));

    public void Paste(string text) => _session.Signals.TryWrite(new ChatSignal.Pasted(text));

    public Task UntilAsync(string text) => Glass.UntilAsync(text);

    /// <summary>Waits until the session has ended by itself, and all is written.</summary>
    public async Task<int> EndAsync()
    {
        var code = await _running.WaitAsync(TimeSpan.FromSeconds(60));
        await _view.DisposeAsync();
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        _session.Signals.TryWrite(new ChatSignal.Leave());
        await EndAsync();
        _session.Dispose();
        _repository.Dispose();
    }
}
