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
    private readonly Lock gate = new();
    private readonly RehearsalOptions options;
    private readonly FileStream? file;
    private readonly Queue<RehearsalRequest> requests = [];
    private readonly List<Unmatched> unmatched = [];
    private readonly List<Violation> violations = [];
    private readonly Dictionary<string, int> served = new(StringComparer.Ordinal);
    private int last;

    public Ledger(RehearsalOptions options)
    {
        this.options = options;
        file = options.RecordFile is { } path ? new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read) : null;
    }

    public IReadOnlyList<RehearsalRequest> Requests => Copy(requests);

    public IReadOnlyList<Unmatched> Unmatched => Copy(unmatched);

    public IReadOnlyList<Violation> Violations => Copy(violations);

    /// <summary>Records a request whose answer follows from itself alone.</summary>
    public void Record(Arrival arrival, int status, IReadOnlyList<Violation>? found = null)
    {
        lock (gate)
        {
            Append(arrival, status, null, found ?? []);
        }
    }

    /// <summary>Decides which fixture answers, and records that.</summary>
    public Cue Decide(Arrival arrival, Asked asked)
    {
        lock (gate)
        {
            var fixtures = options.Script.Fixtures;
            if (Matcher.Find(fixtures, asked, served) is not { } fixture)
            {
                var message = Miss.Describe(fixtures, asked, served);
                var number = Append(arrival, 400, null, []);
                unmatched.Add(new Unmatched(number, message));
                return new Cue(number, null, new Reply.Failure(400, message, "no_fixture") { Code = "no_fixture" });
            }

            if (fixture.Match.SequenceIndex is not null)
            {
                served[fixture.Match.Group] = served.GetValueOrDefault(fixture.Match.Group) + 1;
            }

            return new Cue(Append(arrival, (fixture.Reply as Reply.Failure)?.Status ?? 200, fixture.Index, []), fixture, fixture.Reply);
        }
    }

    /// <summary>Back to the beginning: numbers, sequences and record. The file stays.</summary>
    public void Reset()
    {
        lock (gate)
        {
            last = 0;
            requests.Clear();
            unmatched.Clear();
            violations.Clear();
            served.Clear();
        }
    }

    public void Dispose() => file?.Dispose();

    private int Append(Arrival arrival, int status, int? fixture, IReadOnlyList<Violation> found)
    {
        var number = ++last;
        Violation[] numbered = [.. found.Select(violation => violation with { Request = number })];
        var request = new RehearsalRequest(
            number, arrival.Time, arrival.Method, arrival.Path, arrival.Headers, arrival.Body, arrival.InFlight, status, fixture, numbered);
        requests.Enqueue(request);
        if (requests.Count > options.KeepRequests)
        {
            requests.Dequeue();
        }

        violations.AddRange(numbered);
        if (file is not null)
        {
            file.Write(RequestLine.Of(request));
            file.WriteByte((byte)'\n');
            file.Flush();
        }

        return number;
    }

    private T[] Copy<T>(IEnumerable<T> source)
    {
        lock (gate)
        {
            return [.. source];
        }
    }
}
