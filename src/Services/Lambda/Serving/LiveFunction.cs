using System.Collections.Frozen;
using Gatehouse.Core;
using Gatehouse.Services.Lambda.EventInvokeConfigs;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Permissions;
using Gatehouse.Services.Lambda.Urls;

namespace Gatehouse.Services.Lambda.Serving;

/// <summary>What callers of a function can reach, compiled from its row. Never changed: every change of the function makes a new one.</summary>
internal sealed class LiveFunction
{
    private readonly FrozenDictionary<string, LiveQualifier> _qualifiers;

    private readonly FrozenDictionary<string, LiveUrl> _urls;

    private LiveFunction(LiveQualifier unqualified, FrozenDictionary<string, LiveQualifier> qualifiers, FrozenDictionary<string, LiveUrl> urls)
    {
        Unqualified = unqualified;
        _qualifiers = qualifiers;
        _urls = urls;
    }

    public IReadOnlyCollection<string> UrlIds => _urls.Keys;

    /// <summary>The function without a qualifier: <c>$LATEST</c> under the function's own ARN.</summary>
    public LiveQualifier Unqualified { get; }

    public static LiveFunction Compile(Scope scope, StoredFunction function, IReadOnlyDictionary<string, LiveVersion> versions)
    {
        var arn = FunctionReference.ArnOf(scope, function.Name);
        var own = PolicyOf(function, FunctionReference.Latest);
        var qualifiers = new Dictionary<string, LiveQualifier>(StringComparer.Ordinal);
        foreach (var version in versions.Values)
        {
            var policy = version.Version == FunctionReference.Latest ? own : PolicyOf(function, version.Version);
            qualifiers.Add(version.Version, new LiveQualifier($"{arn}:{version.Version}", version, null, 0, policy) { EventInvoke = EventsOf(function, version.Version) });
        }

        foreach (var alias in function.Aliases.Values)
        {
            var other = alias.Additional is { } share ? versions[share.Version] : null;
            qualifiers.Add(alias.Name, new LiveQualifier($"{arn}:{alias.Name}", versions[alias.FunctionVersion], other, alias.Additional?.Weight ?? 0, PolicyOf(function, alias.Name))
            {
                EventInvoke = EventsOf(function, alias.Name),
            });
        }

        var unqualified = new LiveQualifier(arn, versions[FunctionReference.Latest], null, 0, own) { EventInvoke = EventsOf(function, FunctionReference.Latest) };
        var urls = function.Urls.ToFrozenDictionary(
            entry => entry.Value.Id, entry => new LiveUrl(entry.Value, entry.Key == FunctionReference.Latest ? unqualified : qualifiers[entry.Key]), StringComparer.Ordinal);
        return new LiveFunction(unqualified, qualifiers.ToFrozenDictionary(StringComparer.Ordinal), urls);
    }

    public LiveQualifier? Find(string? qualifier) => qualifier is null ? Unqualified : _qualifiers.GetValueOrDefault(qualifier);

    public LiveUrl? FindUrl(string id) => _urls.GetValueOrDefault(id);

    private static EventInvokeSettings EventsOf(StoredFunction function, string qualifier) => function.EventInvoke.GetValueOrDefault(qualifier) ?? EventInvokeSettings.None;

    private static InvokePolicy PolicyOf(StoredFunction function, string qualifier) => new(function.Policies.GetValueOrDefault(qualifier) ?? []);
}

/// <summary>One way to name a function: where its calls go, and who else may make them.</summary>
/// <param name="InvokedArn">What the function sees as the ARN that it was invoked by.</param>
/// <param name="Other">The version that takes a share of an alias's calls.</param>
/// <param name="OtherWeight">That share, 0 to 1.</param>
internal sealed record LiveQualifier(string InvokedArn, LiveVersion Version, LiveVersion? Other, double OtherWeight, InvokePolicy Policy)
{
    /// <summary>How its events are delivered.</summary>
    public required EventInvokeSettings EventInvoke { get; init; }

    /// <summary>The version for one call.</summary>
    public LiveVersion Pick() => Other is not null && Random.Shared.NextDouble() < OtherWeight ? Other : Version;
}
