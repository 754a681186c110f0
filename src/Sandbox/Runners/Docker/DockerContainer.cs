using System.Buffers;
using System.Text.Json;
using Gatehouse.Sandbox.Inside;
using Gatehouse.Sandbox.Limits;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>Writes the body of <c>POST /containers/create</c> for one sandbox.</summary>
/// <param name="Network">The engine's name of a network.</param>
internal sealed record DockerContainer(string Image, string Name, string Label, string Network)
{
    internal required IReadOnlyList<string> Arguments { get; init; }

    internal required IEnumerable<string> Environment { get; init; }

    internal required int MemoryMegabytes { get; init; }

    internal required long TemporaryBytes { get; init; }

    /// <summary>A name and its address that the container's programs can look up; null for none.</summary>
    internal string? ExtraHost { get; init; }

    internal ReadOnlyMemory<byte> Write()
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("Image"u8, Image);
        WriteStrings(json, "Entrypoint", Arguments.Take(1));
        WriteStrings(json, "Cmd", Arguments.Skip(1));
        WriteStrings(json, "Env", Environment);
        json.WriteString("User", $"{Scaffold.UserInside}:{Scaffold.GroupInside}");
        json.WriteString("WorkingDir", "/");
        json.WriteStartObject("Labels");
        json.WriteString(Label, Name);
        json.WriteEndObject();

        // The one client that is attached is this server: when it goes, standard input closes, and the sandbox ends.
        foreach (var member in (string[])["OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr"])
        {
            json.WriteBoolean(member, true);
        }

        WriteHost(json);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private void WriteHost(Utf8JsonWriter json)
    {
        var limits = ProcessorLimits.Of(MemoryMegabytes);
        json.WriteStartObject("HostConfig");
        json.WriteString("NetworkMode", Network);

        // Engines write their own file over the image's; what extensions listen on has these names.
        IEnumerable<string> own = ["sandbox.localdomain:127.0.0.1", "sandbox:127.0.0.1"];
        WriteStrings(json, "ExtraHosts", ExtraHost is null ? own : own.Append(ExtraHost));

        json.WriteString("IpcMode", "none");
        json.WriteBoolean("ReadonlyRootfs", true);
        WriteStrings(json, "CapDrop", ["ALL"]);
        WriteStrings(json, "SecurityOpt", ["no-new-privileges"]);
        json.WriteNumber("PidsLimit", ControlGroup.MostProcesses);
        json.WriteNumber("Memory", MemoryMegabytes * 1024L * 1024);
        json.WriteNumber("MemorySwap", MemoryMegabytes * 1024L * 1024);
        json.WriteNumber("CpuShares", limits.Shares);

        // Not NanoCpus, which engines refuse where they have fewer processors.
        json.WriteNumber("CpuPeriod", ProcessorLimits.Period);
        json.WriteNumber("CpuQuota", limits.Quota);
        json.WriteStartObject("Tmpfs");
        json.WriteString("/tmp", $"rw,exec,nosuid,nodev,mode=1777,size={TemporaryBytes}");
        json.WriteEndObject();

        // Output is taken as it comes and kept nowhere else.
        json.WriteStartObject("LogConfig");
        json.WriteString("Type", "none");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
