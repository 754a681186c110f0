using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Gatehouse.Sandbox.Runners;

namespace Gatehouse.Sandbox.Inside;

/// <summary>
/// The first process of sandboxes that a container runtime starts: <c>init.c</c>. It does inside what bubblewrap does for its own,
/// so that a function sees the same wherever it runs.
/// </summary>
internal static class SandboxInit
{
    internal const string FileName = ".sandbox-init";

    /// <summary>What its own complaints begin with.</summary>
    internal static ReadOnlySpan<byte> Speaker => "gatehouse-init: "u8;

    internal const byte Output = (byte)'O';
    internal const byte Exit = (byte)'X';

    // What init.c tells variables from the container engine's by: those of all programs, and of the function alone.
    private const char Shared = '+';
    private const char Own = '-';

    /// <summary>The program for this processor.</summary>
    internal static byte[] Program { get; } = Read(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "init-arm64" : "init-x64");

    /// <param name="isStaged">Nothing starts before it is told to, one by one.</param>
    /// <param name="endsWithParent">The process that started it ends with the server, and it with that one: so it may be frozen.</param>
    internal static string[] Arguments(string name, SandboxCommand command, bool isStaged, bool endsWithParent = false) =>
        ["/" + FileName, name, (isStaged ? "1" : "0") + (endsWithParent ? "p" : ""), command.WorkingDirectory, .. command.Arguments];

    /// <summary>Makes it find out whether the Runtime API can be reached from inside; it ends with 0 when it can.</summary>
    internal static string[] ProbeArguments => ["/" + FileName, "?"];

    /// <summary>Outside: makes it a runtime that ends with the thread that starts it.</summary>
    /// <param name="hidden">A mount that the runtime must not see; null for none.</param>
    internal static string[] RuntimeArguments(string? hidden, string program, IEnumerable<string> arguments) => ["!", hidden ?? "-", program, .. arguments];

    internal static IEnumerable<string> Environment(SandboxCommand command) => command.Environment.Select(variable => $"{(SandboxCommand.IsRuntimesOwn(variable.Key) ? Own : Shared)}{variable.Key}={variable.Value}");

    internal static byte[] StartRuntime => [(byte)'R', 0, 0];

    internal static byte[] StartExtension(int number, string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        return [(byte)'E', (byte)number, (byte)text.Length, .. text];
    }

    /// <summary>For the function's process.</summary>
    internal static byte[] Signal(int signal) => [(byte)'S', (byte)signal, 0];

    /// <summary>The word that it waits for.</summary>
    internal static byte[] Permission(ReadOnlySpan<byte> filter)
    {
        var word = new byte[sizeof(int) + filter.Length];
        BinaryPrimitives.WriteInt32LittleEndian(word, filter.Length);
        filter.CopyTo(word.AsSpan(sizeof(int)));
        return word;
    }

    private static byte[] Read(string name)
    {
        using var resource = typeof(SandboxInit).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
