using Gatehouse.Core;

namespace Gatehouse.Gateway.Usage;

/// <summary>
/// Where keys and their usage are kept. A key is read when it is first used: a start, and the memory of a server, then do not grow with
/// the number of keys that nobody uses.
/// </summary>
public interface IKeySource
{
    /// <summary>The key whose value has this SHA-256 (lower-case hex), or null. Asked on the thread of the first call with that key.</summary>
    KeyRecord? FindKey(Scope scope, string valueDigest);

    /// <summary>What a key has used of a plan by the last time it was stored, or null.</summary>
    UsageRecord? FindUsage(Scope scope, string planId, string keyId);
}

/// <summary>A key and the plans that it is on.</summary>
public sealed record KeyRecord(KeyModel Key, IReadOnlyList<string> PlanIds);
