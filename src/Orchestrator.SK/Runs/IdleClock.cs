using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Runs;

/// <summary>Ends one conversation in which nothing happens any more; each fact that it records, or tells a screen, starts the clock again.</summary>
/// <remarks>The report that says so is in the record, so neither a replay nor a resumed run needs the clock.</remarks>
internal sealed class IdleClock : IDisposable
{
    private readonly CancellationTokenSource _ranOut;
    private readonly ConversationRecord _record;
    private readonly int? _minutes;

    /// <param name="minutes">The longest silence; null for no limit.</param>
    public IdleClock(ConversationRecord record, int? minutes, TimeProvider time)
    {
        (_record, _minutes) = (record, minutes);
        _ranOut = new CancellationTokenSource(Limit, time);
        record.Stirred = () => _ranOut.CancelAfter(Limit);
    }

    private TimeSpan Limit => _minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : Timeout.InfiniteTimeSpan;

    /// <summary>Does the work of the conversation until it is done, broken off, or silent for too long.</summary>
    /// <exception cref="ModelCallException">It was silent for too long: <see cref="FailureKind.Silent"/>.</exception>
    public async Task WatchAsync(string expert, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_ranOut.Token, cancellationToken);
        try
        {
            await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException silent) when (_ranOut.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ModelCallException(FailureKind.Silent, $"{expert} was silent for {_minutes} minutes, the limit (Orchestrator:Limits:MaxExpertSilentMinutes).", silent);
        }
    }

    public void Dispose()
    {
        _record.Stirred = null;
        _ranOut.Dispose();
    }
}
