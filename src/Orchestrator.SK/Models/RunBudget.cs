using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Models;

/// <summary>Lets the calls of one run pass, as long as its limits hold even if all that are under way come to their worst.</summary>
/// <param name="state">What the run has used by now.</param>
internal sealed class RunBudget(Func<RunState> state)
{
    private readonly Lock _gate = new();
    private readonly List<ReservedCall> _underWay = [];
    private TaskCompletionSource _changed = Fresh();

    /// <summary>Waits until the call fits beside those that are under way; it counts at its worst until the result is disposed of.</summary>
    /// <exception cref="ModelCallException">It would not fit if it were alone: <see cref="FailureKind.Budget"/>, and which limit.</exception>
    public async Task<IDisposable> ReserveAsync(string expert, WorstCase worst, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (BudgetRules.Refusal(state(), expert, worst, _underWay) is null)
                {
                    var call = new ReservedCall(expert, worst);
                    _underWay.Add(call);
                    return new Reservation(this, call);
                }

                if (BudgetRules.Refusal(state(), expert, worst, []) is { } limit)
                {
                    throw new ModelCallException(FailureKind.Budget, $"{expert} was stopped by {limit}.");
                }

                changed = _changed.Task;
            }

            // What the others really cost is nearly always less.
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Release(ReservedCall call)
    {
        lock (_gate)
        {
            _underWay.RemoveAt(_underWay.FindIndex(one => ReferenceEquals(one, call)));
            _changed.SetResult();
            _changed = Fresh();
        }
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Reservation(RunBudget budget, ReservedCall call) : IDisposable
    {
        public void Dispose() => budget.Release(call);
    }
}
