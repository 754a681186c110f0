namespace Gatehouse.Sandbox.Pool;

/// <summary>
/// How quickly a function answers lately. One that answers at once is served faster by a few sandboxes that are always
/// running than by one for each caller, which the processors would have to switch between. Guarded by the pool's lock.
/// </summary>
internal sealed class Pace
{
    /// <summary>Busy sandboxes from which on a brisk function's callers wait for one of them.</summary>
    internal static readonly int Spread = Math.Max(2, Environment.ProcessorCount * 2);

    /// <summary>Without an answer for this long the function is not brisk any more, and everybody gets a sandbox.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    // Far below what a caller notices, far above what switching processes costs.
    private static readonly TimeSpan Brisk = TimeSpan.FromMilliseconds(2);

    private TimeSpan _average = TimeSpan.MaxValue;
    private int _step = Spread;

    /// <summary>When a sandbox last came back for more.</summary>
    internal long LastReturn { get; set; }

    internal bool IsBrisk => _average < Brisk;

    internal void Observe(TimeSpan took) => _average = _average == TimeSpan.MaxValue ? took : _average + ((took - _average) / 8);

    /// <summary>How many more callers get a sandbox of their own: none while sandboxes come back, else twice as many each time.</summary>
    internal int Step(TimeProvider time)
    {
        if (time.GetElapsedTime(LastReturn) < Patience)
        {
            _step = Spread;
            return 0;
        }

        var step = _step;
        _step = Math.Min(step * 2, 1024);
        return step;
    }
}
