using System.Runtime.InteropServices;
using static Gatehouse.Sandbox.Seccomp.FilterAssembler;

namespace Gatehouse.Sandbox.Seccomp;

/// <summary>
/// The filter that every sandbox runs under. It names what is refused and not what is permitted: functions may be any program,
/// and what they have no use for is known better than what they need. Calls newer than our tables do not exist inside.
/// </summary>
internal static class SystemCallFilter
{
    private const uint Allow = 0x7fff0000;
    private const uint KillProcess = 0x80000000;
    private const uint Errno = 0x00050000;
    private const uint NotPermitted = Errno | 1;
    private const uint NoSuchCall = Errno | 38;
    private const uint NoSuchFamily = Errno | 97;

    // struct seccomp_data: the number, the architecture, the instruction's address, six arguments of eight bytes.
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgument = 16;
    private const uint ArgumentSize = 8;

    private const uint X64 = 0xC000003E;
    private const uint Arm64 = 0xC00000B7;

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET; NEWTIME only means that to unshare.
    private const uint NewNamespaces = 0x7E020000;
    private const uint NewTimeNamespace = 0x80;

    /// <summary>True where the kernel takes filters at all.</summary>
    internal static bool IsAvailable { get; } = Directory.Exists("/proc/sys/kernel/seccomp") && ForThisProcessor().Length > 0;

    /// <summary>Empty for a processor that there is no table for.</summary>
    internal static byte[] ForThisProcessor() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => Assemble(X64, call => call.X64),
        Architecture.Arm64 => Assemble(Arm64, call => call.Arm64),
        _ => [],
    };

    private static byte[] Assemble(uint architecture, Func<SystemCall, int?> numberOf)
    {
        uint Number(SystemCall call) => (uint)numberOf(call)!.Value;
        var program = new FilterAssembler();

        // A program for a 32-bit processor would bring other numbers with it.
        program.Load(ArchitectureOffset);
        program.Unless(Comparison.IsEqual, architecture, block => block.Return(KillProcess));
        program.Load(NumberOffset);

        // Newer than these tables; and x32's calls, which are x86-64's with a high bit more and would pass by every rule below.
        program.When(Comparison.IsAtLeast, SystemCall.Newest + 1, block => block.Return(NoSuchCall));
        program.When(Comparison.IsEqual, Number(SystemCall.CloneProcess), block => RefuseNamespaces(block, NewNamespaces));
        program.When(Comparison.IsEqual, Number(SystemCall.Unshare), block => RefuseNamespaces(block, NewNamespaces | NewTimeNamespace));
        program.When(Comparison.IsEqual, Number(SystemCall.Socket), LimitSockets);
        program.When(Comparison.IsEqual, Number(SystemCall.InputOutputControl), RefuseTerminalInput);
        program.When(Comparison.IsEqual, Number(SystemCall.Personality), RefusePersonalities);
        RefuseAll(program, SystemCall.Absent, NoSuchCall, numberOf);
        RefuseAll(program, SystemCall.Refused, NotPermitted, numberOf);
        program.Return(Allow);
        return program.ToBytes();
    }

    private static void RefuseAll(FilterAssembler program, IEnumerable<SystemCall> calls, uint answer, Func<SystemCall, int?> numberOf)
    {
        foreach (var number in calls.Select(numberOf).OfType<int>())
        {
            program.When(Comparison.IsEqual, (uint)number, block => block.Return(answer));
        }
    }

    private static void RefuseNamespaces(FilterAssembler block, uint flags)
    {
        block.Load(Argument(0));
        block.When(Comparison.HasAnyBit, flags, refused => refused.Return(NotPermitted));
        block.Return(Allow);
    }

    // Unix, IPv4 and IPv6; of netlink only NETLINK_ROUTE, which libc and Go ask for the machine's addresses. Not among them are
    // AF_PACKET, AF_VSOCK (a way to the hypervisor), AF_ALG and whatever module the kernel would load for a family.
    private static void LimitSockets(FilterAssembler block)
    {
        const uint unix = 1;
        const uint internet = 2;
        const uint internet6 = 10;
        const uint netlink = 16;
        block.Load(Argument(0));
        block.When(Comparison.IsEqual, unix, permitted => permitted.Return(Allow));
        block.When(Comparison.IsEqual, netlink, LimitNetlink);
        block.When(Comparison.IsEqual, internet, LimitInternet);
        block.When(Comparison.IsEqual, internet6, LimitInternet);
        block.Return(NoSuchFamily);
    }

    private static void LimitNetlink(FilterAssembler block)
    {
        const uint route = 0;
        block.Load(Argument(2));
        block.When(Comparison.IsEqual, route, permitted => permitted.Return(Allow));
        block.Return(NotPermitted);
    }

    // The kind shares its word with SOCK_NONBLOCK and SOCK_CLOEXEC.
    private static void LimitInternet(FilterAssembler block)
    {
        const uint nonBlocking = 0x800;
        const uint closeOnExec = 0x80000;
        const uint stream = 1;
        const uint datagram = 2;
        block.Load(Argument(1));
        foreach (var kind in (uint[])[stream, datagram])
        {
            foreach (var flags in (uint[])[0, nonBlocking, closeOnExec, nonBlocking | closeOnExec])
            {
                block.When(Comparison.IsEqual, kind | flags, permitted => permitted.Return(Allow));
            }
        }

        block.Return(NotPermitted);
    }

    // TIOCSTI and TIOCLINUX type into a terminal as if its user did.
    private static void RefuseTerminalInput(FilterAssembler block)
    {
        const uint simulateInput = 0x5412;
        const uint console = 0x541C;
        block.Load(Argument(1));
        block.When(Comparison.IsEqual, simulateInput, refused => refused.Return(NotPermitted));
        block.When(Comparison.IsEqual, console, refused => refused.Return(NotPermitted));
        block.Return(Allow);
    }

    // The plain one, and the question which one it is.
    private static void RefusePersonalities(FilterAssembler block)
    {
        block.Load(Argument(0));
        block.When(Comparison.IsEqual, 0, permitted => permitted.Return(Allow));
        block.When(Comparison.IsEqual, uint.MaxValue, permitted => permitted.Return(Allow));
        block.Return(NotPermitted);
    }

    // Little-endian: the lower half, which is all the kernel looks at of these arguments, comes first.
    private static uint Argument(uint index) => FirstArgument + (index * ArgumentSize);
}
