using System.Text.Json;

namespace Gatehouse.Sandbox.Telemetry;

/// <summary>Reads the body of a subscription. Everything that is wrong with it is told at once, as AWS does.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html. Of AWS's sentences two are known, those for a
/// missing port and for no types; the others are ours.
/// </remarks>
internal sealed class SubscriptionRequest
{
    private const int ReservedPort = 9001;

    private static readonly string[] s_types = ["platform", "function", "extension"];
    private static readonly string[] s_hosts = ["sandbox.localdomain", "sandbox"];

    private readonly List<string> _faults = [];
    private readonly bool _isLogs;

    private SubscriptionRequest(bool isLogs) => _isLogs = isLogs;

    internal static (TelemetrySubscription? Subscription, string Fault) Read(ReadOnlyMemory<byte> body, bool isLogs)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var request = new SubscriptionRequest(isLogs);
            var subscription = document.RootElement.ValueKind == JsonValueKind.Object ? request.Read(document.RootElement) : null;
            return subscription is null || request._faults.Count > 0
                ? (null, request._faults.Count > 0 ? string.Join("; ", request._faults) : "The request is not a JSON object")
                : (subscription, "");
        }
        catch (JsonException error)
        {
            return (null, error.Message);
        }
    }

    private TelemetrySubscription Read(JsonElement request)
    {
        var version = Text(request, "schemaVersion") ?? (_isLogs ? "2020-08-15" : "");
        string[] known = _isLogs ? ["2020-08-15", "2021-03-18"] : ["2022-07-01", "2022-12-13", "2025-01-29"];
        Demand(known.Contains(version, StringComparer.Ordinal), version.Length == 0 ? "schemaVersion is not provided" : $"schemaVersion should be one of {string.Join(", ", known)}");

        var types = Types(request);
        var destination = Child(request, "destination");
        Demand(destination is not null, "destination is not provided");
        var protocol = destination is { } place ? Text(place, "protocol") : null;
        Demand(destination is null || protocol is "HTTP" or "TCP", "protocol should be HTTP or TCP");
        var (port, path) = destination is { } target ? Place(target, protocol == "TCP") : (0, "/");
        var buffering = Child(request, "buffering");
        return new TelemetrySubscription
        {
            Types = types,
            IsTcp = protocol == "TCP",
            Port = port,
            Path = path,
            UsesPut = destination is { } way && Text(way, "method") == "PUT",
            MaxItems = Number(buffering, "maxItems", 1_000, TelemetrySubscription.MostItems, TelemetrySubscription.MostItems),
            MaxBytes = Number(buffering, "maxBytes", 262_144, 1_048_576, 262_144),
            Timeout = TimeSpan.FromMilliseconds(Number(buffering, "timeoutMs", 25, 30_000, 1_000)),
            IsLogs = _isLogs,
            HasRuntimeDone = !_isLogs || version == "2021-03-18",
        };
    }

    private string[] Types(JsonElement request)
    {
        var given = request.TryGetProperty("types", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(type => type.ValueKind == JsonValueKind.String ? type.GetString()! : "").ToArray()
            : [];
        Demand(given.Length > 0, "types should not be empty");
        Demand(given.All(type => s_types.Contains(type, StringComparer.Ordinal)), $"types should be of {string.Join(", ", s_types)}");
        return [.. given.Distinct()];
    }

    private (int Port, string Path) Place(JsonElement destination, bool isTcp)
    {
        if (isTcp && destination.TryGetProperty("port", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var port))
        {
            Demand(port is > 0 and <= ushort.MaxValue and not ReservedPort, "port is not valid");
            return (port, "/");
        }

        if (Text(destination, "URI") is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            _faults.Add("URI is not provided or not valid");
            return default;
        }

        // Uri fills in the port of a scheme that has one.
        var hasPort = text.AsSpan(text.IndexOf("//", StringComparison.Ordinal) + 2) is var rest && rest[..(rest.IndexOf('/') is var slash and >= 0 ? slash : rest.Length)].Contains(':');
        Demand(hasPort && uri.Port > 0, "URI port is not provided");
        Demand(uri.Port != ReservedPort, "URI port 9001 is reserved");
        Demand(uri.Scheme == (isTcp ? "tcp" : "http") || (isTcp && uri.Scheme == "http"), $"URI scheme should be {(isTcp ? "tcp" : "http")}");
        Demand(s_hosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase), "URI host should be sandbox.localdomain");
        return (uri.Port, uri.PathAndQuery);
    }

    private int Number(JsonElement? buffering, string name, int least, int most, int otherwise)
    {
        if (buffering is not { } given || !given.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return otherwise;
        }

        var valid = element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= least && number <= most;
        Demand(valid, $"{name} should be between {least} and {most}");
        return valid ? element.GetInt32() : otherwise;
    }

    private void Demand(bool condition, string fault)
    {
        if (!condition)
        {
            _faults.Add(fault);
        }
    }

    private static JsonElement? Child(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.String ? child.GetString() : null;
}
