using System.Runtime.InteropServices;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners;

/// <summary>What another process needs to join a sandbox: the user namespace that owns it, the one below in which its processes are, and that of its processes' numbers.</summary>
internal sealed record SandboxNamespaces(Descriptor Outer, Descriptor Inner, Descriptor Processes) : IDisposable
{
    private const nuint GetParent = 0xB702;

    /// <summary>Null while bubblewrap is not that far.</summary>
    /// <param name="monitor">The bubblewrap that we started; the sandbox's first process is its only child.</param>
    /// <exception cref="SystemCallException">The kernel does not let us look.</exception>
    internal static SandboxNamespaces? TryOpen(int monitor)
    {
        if (ProcessTree.FirstChild(monitor) is not { } first)
        {
            return null;
        }

        var folder = $"/proc/{first}/ns";
        var inner = Descriptor.Open($"{folder}/user", Libc.OpenReadOnly);
        var outer = Parent(inner);
        if (outer is null)
        {
            inner.Dispose();
            return null;
        }

        return new SandboxNamespaces(outer, inner, Descriptor.Open($"{folder}/pid", Libc.OpenReadOnly));
    }

    public void Dispose()
    {
        Outer.Dispose();
        Inner.Dispose();
        Processes.Dispose();
    }

    // bubblewrap goes into a second user namespace below its first when everything is in place. Until then the parent of the one
    // that it is in is the server's own.
    private static unsafe Descriptor? Parent(Descriptor inner)
    {
        var parent = Libc.InputOutputControl(inner.Value, GetParent, null);
        if (parent < 0)
        {
            // It is still in the server's, which has no parent that we may see.
            return Marshal.GetLastPInvokeError() == Libc.NotPermitted ? null : throw new SystemCallException("ioctl(NS_GET_PARENT)", Marshal.GetLastPInvokeError());
        }

        var outer = new Descriptor(parent);
        using var own = Descriptor.Open("/proc/self/ns/user", Libc.OpenReadOnly);
        if (Name(outer) != Name(own))
        {
            return outer;
        }

        outer.Dispose();
        return null;
    }

    // "user:[4026531837]"
    private static string? Name(Descriptor descriptor) => new FileInfo($"/proc/self/fd/{descriptor.Value}").LinkTarget;
}
