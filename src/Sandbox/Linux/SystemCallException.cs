using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Gatehouse.Sandbox.Linux;

/// <summary>The kernel refused something that a sandbox needs.</summary>
internal sealed class SystemCallException(string call, int error)
    : IOException($"{call}: {new Win32Exception(error).Message} (errno {error})")
{
    internal int Error => error;

    internal static int Check(nint result, string call) =>
        result < 0 ? throw new SystemCallException(call, Marshal.GetLastPInvokeError()) : (int)result;
}
