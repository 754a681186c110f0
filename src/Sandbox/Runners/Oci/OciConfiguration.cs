using System.Globalization;
using System.Text.Json;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners.Oci;

/// <summary>
/// Writes <c>config.json</c> of the OCI runtime specification for one sandbox: the same walls as bubblewrap's. The network namespace is
/// left out, so the sandbox stays in the one that the runtime was started in; the filter of system calls
/// and the limits on files come from our own init.
/// </summary>
internal static class OciConfiguration
{
    private static readonly string[] Hidden = ["/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats"];
    private static readonly string[] Unwritable = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
    private static readonly string[] Namespaces = ["pid", "ipc", "uts", "mount", "cgroup", "user"];

    /// <param name="groupPath">Below the roots of all control group hierarchies.</param>
    internal static void Write(Stream stream, string root, string groupPath, IEnumerable<string> arguments, IEnumerable<string> environment, long temporaryBytes)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("ociVersion", "1.0.2");
        json.WriteStartObject("root");
        json.WriteString("path", root);
        json.WriteBoolean("readonly", true);
        json.WriteEndObject();
        json.WriteString("hostname", "169.254.100.1");
        WriteProcess(json, arguments, environment);
        WriteMounts(json, temporaryBytes);
        WriteKernelPart(json, groupPath);
        json.WriteEndObject();
    }

    private static void WriteProcess(Utf8JsonWriter json, IEnumerable<string> arguments, IEnumerable<string> environment)
    {
        json.WriteStartObject("process");
        json.WriteBoolean("terminal", false);
        json.WriteStartObject("user");
        json.WriteNumber("uid", Scaffold.UserInside);
        json.WriteNumber("gid", Scaffold.GroupInside);
        json.WriteEndObject();
        WriteStrings(json, "args", arguments);
        WriteStrings(json, "env", environment);

        // Our own init goes to the function's folder, and says what is wrong with it in words that callers get.
        json.WriteString("cwd", "/");
        json.WriteBoolean("noNewPrivileges", true);
        json.WriteStartObject("capabilities");
        foreach (var set in (string[])["bounding", "effective", "inheritable", "permitted", "ambient"])
        {
            WriteStrings(json, set, []);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMounts(Utf8JsonWriter json, long temporaryBytes)
    {
        json.WriteStartArray("mounts");
        WriteMount(json, "/proc", "proc", "nosuid", "noexec", "nodev");
        WriteMount(json, "/dev", "tmpfs", "nosuid", "mode=755", "size=65536");
        WriteMount(
            json,
            "/tmp",
            "tmpfs",
            "nosuid",
            "nodev",
            "mode=0700",
            $"uid={Scaffold.UserInside}",
            $"gid={Scaffold.GroupInside}",
            string.Create(CultureInfo.InvariantCulture, $"size={temporaryBytes}"));
        json.WriteEndArray();
    }

    private static void WriteMount(Utf8JsonWriter json, string destination, string type, params IEnumerable<string> options)
    {
        json.WriteStartObject();
        json.WriteString("destination", destination);
        json.WriteString("type", type);
        json.WriteString("source", type);
        WriteStrings(json, "options", options);
        json.WriteEndObject();
    }

    private static void WriteKernelPart(Utf8JsonWriter json, string groupPath)
    {
        json.WriteStartObject("linux");
        json.WriteString("cgroupsPath", groupPath);
        json.WriteStartArray("namespaces");
        foreach (var type in Namespaces)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        // Runtimes set a container up as its root; outside that is a user who owns nothing, like the function's.
        WriteMappings(json, "uidMappings", Scaffold.UserInside);
        WriteMappings(json, "gidMappings", Scaffold.GroupInside);
        WriteStrings(json, "maskedPaths", Hidden);
        WriteStrings(json, "readonlyPaths", Unwritable);
        json.WriteEndObject();
    }

    private static void WriteMappings(Utf8JsonWriter json, string name, uint inside)
    {
        json.WriteStartArray(name);
        foreach (var (id, outside) in ((uint, uint)[])[(0, UserNamespace.SandboxUser + 1), (inside, UserNamespace.SandboxUser)])
        {
            json.WriteStartObject();
            json.WriteNumber("containerID", id);
            json.WriteNumber("hostID", outside);
            json.WriteNumber("size", 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
