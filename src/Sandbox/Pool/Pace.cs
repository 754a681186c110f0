namespace Gatehouse.Sandbox.Pool;

/// <summary>
/// How quickly a function answers, and how many of its sandboxes are of use at once. One that answers at once, on processors that
/// have no time left, is served faster by a few sandboxes that are always running than by one for each caller, between which the
/// processors would have to switch. Guarded by the pool's lock.
/// </summary>
/// <param name="idle">The share of the processors' time that nobody used since the last call, from 0 to 1.</param>
internal sealed class Pace(TimeProvider time, Func<double> idle)
{
    /// <summary>Callers of a brisk function that find this many sandboxes at work wait, if the processors have nothing to spare.</summary>
    internal static readonly int Narrowest = Math.Max(2, Environment.ProcessorCount * 2);

    /// <summary>How often the width is thought over while callers wait. The kernel counts idle time in steps of 10 ms.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromMilliseconds(40);

    /// <summary>On busy processors a sandbox may well be away for some time; for this long it is not what a brisk function does.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(120);

    // Far below what a caller notices, far above what switching processes costs.
    private static readonly TimeSpan Brisk = TimeSpan.FromMilliseconds(2);

    // As many executions as an account has at once: beyond it nothing is held back by width.
    private const int Widest = 1000;

    // Long enough that a short answer is among them, short enough that a function which became slow is known as such within two rounds.
    private const int AnswersRemembered = 64;

    // A function that waits for something else leaves processors idle for most of the time; one that only computes, for a tenth.
    private const double Spare = 0.25;

    private TimeSpan _shortest = TimeSpan.MaxValue;
    private TimeSpan _shortestBefore = TimeSpan.MaxValue;
    private int _answers;
    private double _idle;

    /// <summary>When a sandbox last came back for more.</summary>
    internal long LastReturn { get; private set; }

    internal int Width { get; private set; } = Narrowest;

    // By the shortest answers: the others may be long only because the processors were busy, which more processes make worse.
    internal bool IsBrisk => _shortest < Brisk || _shortestBefore < Brisk;

    internal void Answered(TimeSpan took)
    {
        if (_answers++ == AnswersRemembered)
        {
            (_shortestBefore, _shortest, _answers) = (_shortest, TimeSpan.MaxValue, 0);
        }

        _shortest = took < _shortest ? took : _shortest;
    }

    internal void Returned() => LastReturn = time.GetTimestamp();

    /// <summary>Callers wait from now on: what the processors did before is of no interest.</summary>
    internal void BeginLooking()
    {
        idle();
        _idle = 0;
    }

    /// <summary>Thinks the width over after a <see cref="Look"/>.</summary>
    internal void Adjust(bool isStarting)
    {
        // One look sees only a handful of the kernel's steps: by chance two of them may have been idle.
        _idle += (idle() - _idle) / 3;
        var away = time.GetElapsedTime(LastReturn);
        if (_idle > Spare || away > Patience)
        {
            // Those that start now may be what was missing, and starting is what keeps processors busy.
            Width = isStarting ? Width : Math.Min(Width * 2, Widest);
            _idle = 0;
        }
        else if (away < Look)
        {
            Width = Math.Max(Width / 2, Narrowest);
        }
    }
}
