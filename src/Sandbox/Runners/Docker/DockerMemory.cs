using System.Buffers.Text;
using Gatehouse.Sandbox.Limits;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>The most memory that a container on this machine has used, read from the control group that its engine made.</summary>
internal sealed class DockerMemory : IDisposable
{
    private readonly SafeFileHandle _peak;
    private long? _last;

    private DockerMemory(SafeFileHandle peak) => _peak = peak;

    /// <summary>Null where the group or its peak cannot be found.</summary>
    internal static DockerMemory? Find(Hierarchy hierarchy, int processId)
    {
        foreach (var parts in File.ReadLines($"/proc/{processId}/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            var file = parts[1].Split(',') switch
            {
                var controllers when controllers.Contains("memory") && hierarchy.Legacy.TryGetValue("memory", out var mount) => mount + parts[2] + "/memory.max_usage_in_bytes",
                [""] when hierarchy.Unified is { } unified => unified + parts[2] + "/memory.peak",
                _ => null,
            };
            if (file is not null && File.Exists(file))
            {
                return new DockerMemory(File.OpenHandle(file));
            }
        }

        return null;
    }

    internal long? PeakBytes()
    {
        Span<byte> text = stackalloc byte[32];
        try
        {
            if (!_peak.IsClosed && Utf8Parser.TryParse(text[..RandomAccess.Read(_peak, text, 0)], out long bytes, out _))
            {
                _last = bytes;
            }
        }
        catch (IOException)
        {
            // The engine removed the group with its container: what was read last stands.
        }

        return _last;
    }

    public void Dispose() => _peak.Dispose();
}
