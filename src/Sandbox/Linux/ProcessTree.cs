using System.Globalization;

namespace Gatehouse.Sandbox.Linux;

/// <summary>Finds and signals processes below one of our own children.</summary>
internal static class ProcessTree
{
    internal const int Terminate = 15;
    internal const int Kill = 9;

    /// <summary>The child that the process started first, or null: it has none, or the kernel does not tell (it is built without PROC_CHILDREN).</summary>
    internal static int? FirstChild(int processId)
    {
        try
        {
            var children = File.ReadAllText($"/proc/{processId}/task/{processId}/children");
            var end = children.IndexOf(' ', StringComparison.Ordinal);
            return end > 0 ? int.Parse(children.AsSpan(0, end), CultureInfo.InvariantCulture) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Signals the first child, if it still is one. Between the look and the signal its number could only come to mean
    /// another process if its parent, which holds it until it is collected, had collected it.
    /// </summary>
    internal static void SignalFirstChild(int processId, int signal)
    {
        if (FirstChild(processId) is { } child)
        {
            _ = Libc.Kill(child, signal);
        }
    }
}
