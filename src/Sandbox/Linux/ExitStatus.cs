namespace Gatehouse.Sandbox.Linux;

/// <summary>How a process ended: with a code, by a signal, or nobody knows.</summary>
internal readonly record struct ExitStatus(int Code, int Signal)
{
    internal static ExitStatus Unknown => new(0, 0);

    internal static ExitStatus Signaled(int signal) => new(0, signal);

    // bubblewrap, like a shell, reports a child killed by signal n as 128 + n.
    internal static ExitStatus Of(int code) => code is > 128 and <= 128 + 31 ? Signaled(code - 128) : new(code, 0);

    /// <summary>Of a status as <c>wait</c> gives it.</summary>
    internal static ExitStatus OfWait(int status) => (status & 127) is var signal and > 0 ? Signaled(signal) : Of((status >> 8) & 255);

    /// <summary>The words that Lambda's error carries (they are Go's).</summary>
    internal string Reason => (Signal, Code) switch
    {
        (0, 0) => "Runtime exited without providing a reason",
        (0, var code) => $"Runtime exited with error: exit status {code}",
        (var signal, _) => $"Runtime exited with error: signal: {NameOf(signal)}",
    };

    /// <summary>The same for an extension.</summary>
    internal string Words => (Signal, Code) switch
    {
        (0, 0) => "exit code 0",
        (0, var code) => $"exit status {code}",
        (var signal, _) => $"signal: {NameOf(signal)}",
    };

    private static string NameOf(int signal) => signal switch
    {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        31 => "bad system call",
        _ => $"signal {signal}",
    };
}
