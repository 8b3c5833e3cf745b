using Orchestrator.SK.Rehearsal.Checking;
using Orchestrator.SK.Rehearsal.Matching;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal.Recording;

/// <summary>
/// Numbers the requests, decides which fixture answers and keeps the record. One lock holds the three together: two requests at once
/// must not both be the first of a sequence, and the record is in the order of the decisions.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RehearsalOptions _options;
    private readonly FileStream? _file;
    private readonly Queue<RehearsalRequest> _requests = [];
    private readonly List<Unmatched> _unmatched = [];
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<string, int> _served = new(StringComparer.Ordinal);
    private int _last;

    public Ledger(RehearsalOptions options)
    {
        _options = options;
        _file = options.RecordFile is { } path ? new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read) : null;
    }

    public IReadOnlyList<RehearsalRequest> Requests => Copy(_requests);

    public IReadOnlyList<Unmatched> Unmatched => Copy(_unmatched);

    public IReadOnlyList<Violation> Violations => Copy(_violations);

    /// <summary>Records a request whose answer follows from itself alone.</summary>
    public void Record(Arrival arrival, int status, IReadOnlyList<Violation>? found = null)
    {
        lock (_gate)
        {
            Append(arrival, status, null, found ?? []);
        }
    }

    /// <summary>Decides which fixture answers, and records that.</summary>
    public Cue Decide(Arrival arrival, Asked asked)
    {
        lock (_gate)
        {
            var fixtures = _options.Script.Fixtures;
            if (Matcher.Find(fixtures, asked, _served) is not { } fixture)
            {
                var message = Miss.Describe(fixtures, asked, _served);
                var number = Append(arrival, 400, null, []);
                _unmatched.Add(new Unmatched(number, message));
                return new Cue(number, null, new Reply.Failure(400, message, "no_fixture") { Code = "no_fixture" });
            }

            if (fixture.Match.SequenceIndex is not null)
            {
                _served[fixture.Match.Group] = _served.GetValueOrDefault(fixture.Match.Group) + 1;
            }

            return new Cue(Append(arrival, (fixture.Reply as Reply.Failure)?.Status ?? 200, fixture.Index, []), fixture, fixture.Reply);
        }
    }

    /// <summary>Back to the beginning: numbers, sequences and record. The file stays.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _last = 0;
            _requests.Clear();
            _unmatched.Clear();
            _violations.Clear();
            _served.Clear();
        }
    }

    public void Dispose() => _file?.Dispose();

    private int Append(Arrival arrival, int status, int? fixture, IReadOnlyList<Violation> found)
    {
        var number = ++_last;
        Violation[] numbered = [.. found.Select(violation => violation with { Request = number })];
        var request = new RehearsalRequest(
            number, arrival.Time, arrival.Method, arrival.Path, arrival.Headers, arrival.Body, arrival.InFlight, status, fixture, numbered);
        _requests.Enqueue(request);
        if (_requests.Count > _options.KeepRequests)
        {
            _requests.Dequeue();
        }

        _violations.AddRange(numbered);
        if (_file is not null)
        {
            _file.Write(RequestLine.Of(request));
            _file.WriteByte((byte)'\n');
            _file.Flush();
        }

        return number;
    }

    private T[] Copy<T>(IEnumerable<T> source)
    {
        lock (_gate)
        {
            return [.. source];
        }
    }
}
