using Gatehouse.Services.ApiGateway.Patching;

namespace Gatehouse.Services.ApiGateway.Stages;

/// <summary>
/// Patches of method settings, <c>/{resource path}/{verb}/throttling/rateLimit</c>. The entry's key is the text between the first slash
/// and the setting, as it was sent: clients look it up under that text, whether they escape slashes or not.
/// </summary>
internal static class MethodSettingPatch
{
    private static readonly Dictionary<string, Func<MethodSetting, string, string, MethodSetting>> Settings = new(StringComparer.Ordinal)
    {
        ["metrics/enabled"] = (setting, _, value) => setting with { MetricsEnabled = PatchValue.Flag(value) },
        ["logging/dataTrace"] = (setting, _, value) => setting with { DataTraceEnabled = PatchValue.Flag(value) },
        ["logging/loglevel"] = (setting, _, value) => setting with { LoggingLevel = LoggingLevel(value) },
        ["throttling/burstLimit"] = (setting, path, value) => setting with { ThrottlingBurstLimit = PatchValue.Whole(path, value) },
        ["throttling/rateLimit"] = (setting, path, value) => setting with { ThrottlingRateLimit = PatchValue.Number(path, value) },
        ["caching/ttlInSeconds"] = (setting, path, value) => setting with { CacheTtlInSeconds = CacheTtl(path, value) },
        ["caching/enabled"] = (setting, _, value) => setting with { CachingEnabled = PatchValue.Flag(value) },
        ["caching/dataEncrypted"] = (setting, _, value) => setting with { CacheDataEncrypted = PatchValue.Flag(value) },
        ["caching/requireAuthorizationForCacheControl"] = (setting, _, value) => setting with { RequireAuthorizationForCacheControl = PatchValue.Flag(value) },
        ["caching/unauthorizedCacheControlHeaderStrategy"] = (setting, _, value) => setting with { UnauthorizedCacheControlHeaderStrategy = Strategy(value) },
    };

    public static Stage? Apply(Stage stage, PatchOperation patch) => patch.Op switch
    {
        "replace" or "add" => Set(stage, patch),
        "remove" => Remove(stage, patch),
        _ => null,
    };

    /// <summary>Whether a path could be a method's: a resource path and a verb at least.</summary>
    public static bool NamesMethod(string key) => key.LastIndexOf('/') is >= 0 and var slash && slash < key.Length - 1;

    /// <summary>What AWS lists when a path is none of a stage's; commas are missing where AWS misses them.</summary>
    public static string Listed(string method) =>
        $"/{method}/metrics/enabled, /{method}/logging/dataTrace, /{method}/logging/loglevel, /{method}/throttling/burstLimit" +
        $"{(method == "*/*" ? " " : "")}/{method}/throttling/rateLimit{(method == "*/*" ? " " : "")}/{method}/caching/ttlInSeconds, /{method}/caching/enabled, " +
        $"/{method}/caching/dataEncrypted, /{method}/caching/requireAuthorizationForCacheControl, /{method}/caching/unauthorizedCacheControlHeaderStrategy";

    private static Stage? Set(Stage stage, PatchOperation patch)
    {
        foreach (var (suffix, set) in Settings)
        {
            if (patch.Path!.EndsWith("/" + suffix, StringComparison.Ordinal))
            {
                var key = patch.Path[1..^(suffix.Length + 1)];
                if (!NamesMethod(key))
                {
                    return null;
                }

                var entry = stage.MethodSettings?.GetValueOrDefault(key) ?? new MethodSetting();
                return stage with { MethodSettings = new(stage.MethodSettings ?? []) { [key] = set(entry, patch.Path, patch.Value ?? "") } };
            }
        }

        return null;
    }

    private static Stage? Remove(Stage stage, PatchOperation patch)
    {
        var key = patch.Path!.TrimStart('/');
        if (!NamesMethod(key))
        {
            return null;
        }

        // The key as it was sent: a path of its own may begin with a slash.
        var settings = new Dictionary<string, MethodSetting>(stage.MethodSettings ?? []);
        return settings.Remove(patch.Path[1..]) ? stage with { MethodSettings = settings } : throw ApiGatewayErrors.NoMethodSetting(key);
    }

    private static string LoggingLevel(string value) =>
        value.ToUpperInvariant() is "OFF" or "ERROR" or "INFO" ? value.ToUpperInvariant() : throw ApiGatewayErrors.BadLoggingLevel();

    private static int CacheTtl(string path, string value) =>
        PatchValue.Whole(path, value) is >= 0 and <= 3600 and var seconds ? seconds : throw ApiGatewayErrors.BadCacheTtl();

    private static string Strategy(string value) =>
        value is "FAIL_WITH_403" or "SUCCEED_WITH_RESPONSE_HEADER" or "SUCCEED_WITHOUT_RESPONSE_HEADER" ? value : throw ApiGatewayErrors.BadCacheControlStrategy();
}
