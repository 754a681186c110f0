using System.Buffers.Binary;
using System.Runtime.InteropServices;
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

    // What init.c tells the function's variables from the container engine's by.
    private const char Own = '+';

    /// <summary>The program for this processor.</summary>
    internal static byte[] Program { get; } = Read(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "init-arm64" : "init-x64");

    internal static string[] Arguments(string name, SandboxCommand command) => ["/" + FileName, name, command.WorkingDirectory, .. command.Arguments];

    /// <summary>Makes it find out whether the Runtime API can be reached from inside; it ends with 0 when it can.</summary>
    internal static string[] ProbeArguments => ["/" + FileName, "?"];

    internal static IEnumerable<string> Environment(SandboxCommand command) => command.Environment.Select(variable => $"{Own}{variable.Key}={variable.Value}");

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
