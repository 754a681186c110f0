using Gatehouse.Services.Lambda.Aliases;
using Gatehouse.Services.Lambda.EventInvokeConfigs;
using Gatehouse.Services.Lambda.Permissions;
using Gatehouse.Services.Lambda.Provisioned;
using Gatehouse.Services.Lambda.Urls;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>One function as it is kept: everything but its published versions, so that one write changes it as a whole.</summary>
internal sealed record StoredFunction
{
    public required string Name { get; init; }

    /// <summary><c>$LATEST</c>, as Get* shows it.</summary>
    public required Revision Latest { get; init; }

    /// <summary>What <c>$LATEST</c> runs: the last revision that became active. Null until the first did.</summary>
    public Revision? Serving { get; init; }

    /// <summary>Names the activation that <see cref="Latest"/> waits for, so that a late one of a deleted function changes nothing.</summary>
    public required string Activation { get; init; }

    public int LastVersion { get; init; }

    /// <summary><see cref="Revision.Fingerprint"/> of what the last version was published from.</summary>
    public string? LastFingerprint { get; init; }

    public int? ReservedConcurrency { get; init; }

    public SortedDictionary<string, string> Tags { get; init => field = value ?? new(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    public SortedDictionary<string, StoredAlias> Aliases { get; init => field = value ?? new(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    /// <summary>Statements by qualifier; those of the function itself under <c>$LATEST</c>, where callers cannot add any.</summary>
    public SortedDictionary<string, IReadOnlyList<PolicyStatement>> Policies { get; init => field = value ?? new(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    /// <summary>How events are delivered, by qualifier; the function's own under <c>$LATEST</c>.</summary>
    public SortedDictionary<string, EventInvokeSettings> EventInvoke { get; init => field = value ?? new(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    /// <summary>Sandboxes that are kept ready, by version or alias.</summary>
    public SortedDictionary<string, ProvisionedSettings> Provisioned { get; init => field = value ?? new(StringComparer.Ordinal); } = new(StringComparer.Ordinal);

    /// <summary>URLs by alias; the function's own under <c>$LATEST</c>.</summary>
    public SortedDictionary<string, StoredUrl> Urls { get; init => field = value ?? new(StringComparer.Ordinal); } = new(StringComparer.Ordinal);
}
