namespace Gatehouse.Sandbox.Linux;

/// <summary>
/// Lends the calling thread another user for a while, so that the child it spawns starts as that user. The raw system calls
/// change one thread; libc's own wrappers would change the whole process.
/// </summary>
internal readonly struct Credentials : IDisposable
{
    private const int SetDumpable = 4;

    private readonly bool _changed;

    private Credentials(bool changed) => _changed = changed;

    internal static Credentials Assume(uint user)
    {
        if (user == Libc.EffectiveUser())
        {
            return default;
        }

        SystemCallException.Check(Libc.SystemCall(Libc.NumberOf(SystemCallName.SetGroups), 0, 0, 0, 0), "setgroups");
        SystemCallException.Check(Libc.SystemCall(Libc.NumberOf(SystemCallName.SetResGid), (nint)user, (nint)user, 0, 0), "setresgid");

        // The saved user stays root, which is what lets this thread come back; exec replaces it in the child.
        SystemCallException.Check(Libc.SystemCall(Libc.NumberOf(SystemCallName.SetResUid), (nint)user, (nint)user, 0, 0), "setresuid");
        return new Credentials(changed: true);
    }

    public void Dispose()
    {
        if (!_changed)
        {
            return;
        }

        SystemCallException.Check(Libc.SystemCall(Libc.NumberOf(SystemCallName.SetResUid), 0, 0, 0, 0), "setresuid");
        SystemCallException.Check(Libc.SystemCall(Libc.NumberOf(SystemCallName.SetResGid), 0, 0, 0, 0), "setresgid");

        // A change of user marks the process undumpable, which would keep debuggers and dotnet-trace out.
        _ = Libc.ProcessControl(SetDumpable, 1, 0, 0, 0);
    }
}
