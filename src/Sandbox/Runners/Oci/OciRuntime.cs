using System.Text.Json;

namespace Gatehouse.Sandbox.Runners.Oci;

/// <summary>A program that runs bundles: crun, runc, runsc or another, with options of its own.</summary>
internal sealed record OciRuntime(string Program, IReadOnlyList<string> Options)
{
    /// <summary>Finds the runtime that a setting names: a program, then options. Null when it is not on this machine.</summary>
    internal static OciRuntime? Find(string setting) =>
        setting.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name, .. var options] && Obstacle.Locate(name) is { } program ? new(program, options) : null;

    /// <summary>crun looks at the mounts and refuses both versions of control groups side by side; it needs only version 1's.</summary>
    internal bool RefusesHybridGroups => Path.GetFileName(Program) == "crun";

    internal string[] Run(string stateFolder, string bundle, string name) =>
        [.. Options, "--root", stateFolder, "--log", LogOf(bundle), "--log-format", "json", "run", "--bundle", bundle, name];

    internal string[] Delete(string stateFolder, string name) => [.. Options, "--root", stateFolder, "delete", "--force", name];

    /// <summary>Why the runtime did not start the sandbox, or null when it has nothing to say.</summary>
    internal static string? Complaint(string bundle)
    {
        var log = LogOf(bundle);
        if (!File.Exists(log))
        {
            return null;
        }

        string? first = null;
        foreach (var line in File.ReadLines(log))
        {
            try
            {
                using var entry = JsonDocument.Parse(line);
                if (entry.RootElement.TryGetProperty("level", out var level) && level.ValueEquals("error"u8) && entry.RootElement.TryGetProperty("msg", out var message))
                {
                    first ??= message.GetString();
                }
            }
            catch (JsonException)
            {
                // Not a line of the log's: a runtime may write plain text before it knows the format.
                first ??= line;
            }
        }

        return first;
    }

    private static string LogOf(string bundle) => Path.Combine(bundle, "log");
}
