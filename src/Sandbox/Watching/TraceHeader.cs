using System.Diagnostics;

namespace Gatehouse.Sandbox.Watching;

/// <summary>The trace that an invocation is part of, from X-Ray's header: <c>Root=1-8hex-24hex;Parent=16hex;Sampled=1</c>, as the gateway writes it.</summary>
internal static class TraceHeader
{
    /// <summary>False where it names no trace and no parent. A caller of Lambda's may send anything.</summary>
    public static bool TryRead(string? header, out ActivityContext context)
    {
        context = default;
        string? root = null, parent = null;
        var sampled = false;
        foreach (var field in header?.Split(';', StringSplitOptions.TrimEntries) ?? [])
        {
            switch (field.Split('=', 2))
            {
                case ["Root", var value]:
                    root = value;
                    break;
                case ["Parent", var value]:
                    parent = value;
                    break;
                case ["Sampled", var value]:
                    sampled = value == "1";
                    break;
            }
        }

        return root is ['1', '-', ..] && root.Length == 35 && root[10] == '-' && parent is not null
            && ActivityContext.TryParse($"00-{root.AsSpan(2, 8)}{root.AsSpan(11)}-{parent}-{(sampled ? "01" : "00")}", null, isRemote: true, out context);
    }
}
