using System.Globalization;
using Gatehouse.Sandbox.Extensions;

namespace Gatehouse.Sandbox.Logs;

/// <summary>The platform's own lines, exactly as CloudWatch shows them.</summary>
internal static class PlatformLines
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    internal static string Start(string requestId, string version) => $"START RequestId: {requestId} Version: {version}\n";

    internal static string End(string requestId) => $"END RequestId: {requestId}\n";

    /// <param name="initialization">Only for the first invocation of a sandbox.</param>
    /// <param name="status">Null when all went well, else the words after <c>Status: </c>.</param>
    internal static string Report(string requestId, TimeSpan duration, TimeSpan? initialization, int memoryMegabytes, long usedMegabytes, string? status)
    {
        var billed = Billed(duration, initialization);
        var init = initialization is { } cold ? string.Create(Plain, $"Init Duration: {cold.TotalMilliseconds:F2} ms\t") : "";
        var ending = status is null ? "" : $"Status: {status}";
        return string.Create(
            Plain,
            $"REPORT RequestId: {requestId}\tDuration: {duration.TotalMilliseconds:F2} ms\tBilled Duration: {billed} ms\tMemory Size: {memoryMegabytes} MB\tMax Memory Used: {usedMegabytes} MB\t{init}{ending}\n");
    }

    /// <summary>AWS bills the initialisation too since August 2025, in whole milliseconds.</summary>
    internal static long Billed(TimeSpan duration, TimeSpan? initialization) => (long)Math.Ceiling((duration + (initialization ?? TimeSpan.Zero)).TotalMilliseconds);

    internal static string Extension(Extension extension)
    {
        var ending = extension.ErrorType is { } type ? $"\tError Type: {type}" : "";
        return $"EXTENSION\tName: {extension.Name}\tState: {extension.State}\tEvents: [{string.Join(',', extension.Events)}]{ending}\n";
    }

    internal static string Subscription(bool isLogs, string extension, IEnumerable<string> types) =>
        $"{(isLogs ? "LOGS" : "TELEMETRY")}\tName: {extension}\tState: Subscribed\tTypes: [{string.Join(", ", types.Select(type => char.ToUpperInvariant(type[0]) + type[1..]))}]\n";

    internal static string InitReport(TimeSpan duration, string phase, string status) =>
        string.Create(Plain, $"INIT_REPORT Init Duration: {duration.TotalMilliseconds:F2} ms\tPhase: {phase}\tStatus: {status}\n");

    internal static string TimedOut(DateTimeOffset now, string requestId, TimeSpan limit) =>
        string.Create(Plain, $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {requestId} Task timed out after {limit.TotalSeconds:F2} seconds\n\n");

    internal static string Crashed(string requestId, string message, string errorType) => $"RequestId: {requestId} Error: {message}\n{errorType}\n";
}
