using Gatehouse.Sandbox.Extensions;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Pool;

/// <summary>
/// The last phase of a sandbox that has extensions: the runtime is asked to end, then external extensions hear of it, then
/// everything is killed. Without extensions there is none.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown</remarks>
internal sealed class ShutdownPhase
{
    // AWS's limits: of the whole with only internal extensions, of the whole with external ones, and the runtime's part of that.
    private static readonly TimeSpan s_internalLimit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_externalLimit = TimeSpan.FromMilliseconds(2000);
    private static readonly TimeSpan s_runtimeShare = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private readonly ISandboxProcess _process;
    private readonly ExtensionSession _extensions;
    private readonly TimeProvider _time;
    private readonly Alarm _alarm;
    private readonly string _reason;
    private readonly bool _hasExternal;
    private readonly long _begun;
    private bool _runtimeIsGone;

    /// <param name="reason"><c>spindown</c>, <c>timeout</c> or <c>failure</c>.</param>
    internal ShutdownPhase(ISandboxProcess process, ExtensionSession extensions, string reason, TimeProvider time)
    {
        (_process, _extensions, _reason, _time) = (process, extensions, reason, time);
        (_hasExternal, _begun) = (extensions.AnyExternal, time.GetTimestamp());
        _alarm = new Alarm(time, OnAlarm);
    }

    internal void Begin(bool runtimeRuns)
    {
        if (!runtimeRuns)
        {
            RuntimeExited();
            return;
        }

        _alarm.Set(_hasExternal ? s_runtimeShare : s_internalLimit);
        _process.Terminate();
    }

    internal void RuntimeExited()
    {
        lock (_gate)
        {
            if (_runtimeIsGone)
            {
                return;
            }

            _runtimeIsGone = true;
        }

        if (!_hasExternal)
        {
            _process.Kill();
            return;
        }

        var passed = _time.GetElapsedTime(_begun);
        var left = passed < s_externalLimit ? s_externalLimit - passed : TimeSpan.Zero;
        _alarm.Set(left);
        _extensions.Shutdown(_reason, left);
        ExtensionExited();
    }

    internal void ExtensionExited()
    {
        if (Volatile.Read(ref _runtimeIsGone) && _extensions.AreFinished)
        {
            _process.Kill();
        }
    }

    /// <summary>Everything is gone.</summary>
    internal void End() => _alarm.End();

    private void OnAlarm()
    {
        if (Volatile.Read(ref _runtimeIsGone) || !_hasExternal)
        {
            _process.Kill();
            return;
        }

        _process.KillRuntime();
        RuntimeExited();
    }
}
