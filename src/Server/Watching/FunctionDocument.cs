using System.Globalization;
using System.Text.Json;
using Gatehouse.Sandbox.Watching;
using Gatehouse.Services.Lambda.Watching;

namespace Gatehouse.Server.Watching;

/// <summary>The document of <c>GET /_gatehouse/functions</c>.</summary>
internal static class FunctionDocument
{
    private const long Megabyte = 1024 * 1024;

    public static void Write(Utf8JsonWriter json, IReadOnlyList<FunctionOverview> functions, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("now", Text(now));
        json.WriteStartArray("functions");
        foreach (var function in functions)
        {
            Write(json, function);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FunctionOverview function)
    {
        FunctionReading[] readings = [.. function.Versions.Select(version => version.Reading).OfType<FunctionReading>()];
        json.WriteStartObject();
        json.WriteString("name", function.Name);
        json.WriteString("arn", function.Arn);
        json.WriteString("account", function.Scope.Account);
        json.WriteString("region", function.Scope.Region);
        json.WriteString("state", function.State);
        json.WriteString("stateReason", function.StateReason);
        json.WriteString("lastUpdateStatus", function.LastUpdate);
        json.WriteString("lastUpdateReason", function.LastUpdateReason);
        json.WriteString("package", function.Package);
        json.WriteString("revisionId", function.RevisionId);
        json.WriteString("lastModified", Text(function.LastModified));
        json.WriteNumber("timeoutSeconds", function.TimeoutSeconds);
        json.WriteString("logGroup", function.LogGroup);
        Write(json, "reservedConcurrency", function.ReservedConcurrency);
        json.WriteNumber("concurrentExecutions", function.Running);
        json.WriteNumber("queuedEvents", function.Events);
        WriteNumbers(json, readings, function.MemorySizeMb, function.Refused);
        json.WriteStartArray("versions");
        foreach (var version in function.Versions)
        {
            Write(json, version);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, VersionOverview version)
    {
        json.WriteStartObject();
        json.WriteString("version", version.Version);
        json.WriteStartArray("aliases");
        foreach (var alias in version.Aliases)
        {
            json.WriteStringValue(alias);
        }

        json.WriteEndArray();
        json.WriteString("state", version.State);
        json.WriteString("package", version.Package);
        json.WriteBoolean("takesCalls", version.Reading is not null);
        WriteNumbers(json, version.Reading is { } reading ? [reading] : [], version.MemorySizeMb, 0);
        json.WriteStartArray("sandboxList");
        foreach (var sandbox in version.Reading?.Sandboxes ?? [])
        {
            json.WriteStartObject();
            json.WriteString("logStream", sandbox.LogStream);
            json.WriteString("activity", sandbox.IsFrozen ? "frozen" : Word(sandbox.Activity));
            json.WriteNumber("invocations", sandbox.Invocations);
            json.WriteNumber("peakBytes", sandbox.PeakBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, FunctionReading[] readings, int memorySizeMb, long refused)
    {
        json.WriteStartObject("sandboxes");
        foreach (var activity in Enum.GetValues<SandboxActivity>())
        {
            json.WriteNumber(Word(activity), readings.Sum(reading => reading.Sandboxes.Count(sandbox => sandbox.Activity == activity)));
        }

        json.WriteEndObject();
        json.WriteStartObject("provisioned");
        json.WriteNumber("requested", readings.Sum(reading => reading.Provisioned.Requested));
        json.WriteNumber("ready", readings.Sum(reading => reading.Provisioned.Ready));
        json.WriteEndObject();
        json.WriteStartObject("memory");
        json.WriteNumber("peakBytes", readings.Select(reading => reading.PeakBytes).DefaultIfEmpty().Max());
        json.WriteNumber("limitBytes", memorySizeMb * Megabyte);
        json.WriteEndObject();
        json.WriteNumber("waiting", readings.Sum(reading => reading.Waiting));
        json.WriteNumber("invocations", readings.Sum(reading => reading.Succeeded + reading.Failed));
        json.WriteNumber("errors", readings.Sum(reading => reading.Failed));
        json.WriteNumber("timeouts", readings.Sum(reading => reading.TimedOut));
        json.WriteNumber("throttles", refused + readings.Sum(reading => reading.Throttled));
        json.WriteNumber("coldStarts", readings.Sum(reading => reading.ColdStarts));
        json.WriteNumber("failedStarts", readings.Sum(reading => reading.FailedStarts));
        if (readings.Select(reading => reading.LastFault).OfType<FunctionFault>().MaxBy(fault => fault.Time) is { } fault)
        {
            json.WriteStartObject("lastError");
            json.WriteString("time", Text(fault.Time));
            json.WriteString("requestId", fault.RequestId);
            json.WriteString("type", fault.Type);
            json.WriteString("message", fault.Message);
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }

    private static string Word(SandboxActivity activity) => activity switch
    {
        SandboxActivity.Starting => "starting",
        SandboxActivity.Idle => "idle",
        _ => "busy",
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
