using System.Globalization;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary>Functions as people read them.</summary>
internal static class FunctionText
{
    public static void List(IReadOnlyList<JsonElement> functions, TextWriter output)
    {
        // Where all are in one place, nobody wants to read its name in each line.
        var places = functions.Select(Place).Distinct().Count() > 1;
        var table = new TextTable("FUNCTION", "STATE", "VERSION", "PACKAGE", "SANDBOXES", "PROVISIONED", "MEMORY", "INVOCATIONS", "ERRORS", "THROTTLES", "LAST ERROR");
        foreach (var function in functions)
        {
            table.Add(
                places ? $"{function.Text("name")} ({Place(function)})" : function.Text("name"), State(function), Newest(function), LastPart(function.Text("package")), Sandboxes(function),
                Provisioned(function), Memory(function), function.Text("invocations"), function.Text("errors"), function.Text("throttles"), LastError(function));
        }

        table.Write(output);
    }

    public static void Describe(JsonElement function, TextWriter output)
    {
        output.WriteLine($"{function.Text("name")} in {Place(function)}: {State(function)}");
        foreach (var reason in (string[])[function.Text("stateReason"), function.Text("lastUpdateReason")])
        {
            if (reason.Length > 0)
            {
                output.WriteLine($"  {reason}");
            }
        }

        output.WriteLine($"  package      {function.Text("package")}");
        output.WriteLine($"  revision     {function.Text("revisionId")} of {function.Text("lastModified")}");
        output.WriteLine($"  limits       {Memory(function)}, {function.Text("timeoutSeconds")} s, concurrency {Or(function.Text("reservedConcurrency"), "not reserved")}");
        output.WriteLine($"  now          {function.Text("concurrentExecutions")} invocations, {function.Text("waiting")} wait for a sandbox, {function.Text("queuedEvents")} events queued");
        output.WriteLine(
            $"  since start  {function.Text("invocations")} invocations, {function.Text("errors")} errors ({function.Text("timeouts")} timeouts), {function.Text("throttles")} throttles, "
            + $"{function.Text("coldStarts")} cold starts, {function.Text("failedStarts")} failed starts");
        output.WriteLine($"  logs         {function.Text("logGroup")}");
        if (function.Find("lastError") is { } error)
        {
            output.WriteLine($"  last error   {error.Text("time")}  {error.Text("type")}  {error.Text("requestId")}".TrimEnd());
            output.WriteLine($"               {error.Text("message").ReplaceLineEndings(" ")}".TrimEnd());
        }

        output.WriteLine();
        WriteVersions(function, output);
        WriteSandboxes(function, output);
    }

    private static void WriteVersions(JsonElement function, TextWriter output)
    {
        var table = new TextTable("VERSION", "ALIASES", "STATE", "PACKAGE", "SANDBOXES", "PROVISIONED", "MEMORY", "INVOCATIONS", "ERRORS", "LAST ERROR");
        foreach (var version in function.Items("versions"))
        {
            table.Add(
                version.Text("version"), Or(string.Join(", ", version.Items("aliases").Select(alias => alias.GetString())), "-"), version.Text("state"), LastPart(version.Text("package")),
                Sandboxes(version), Provisioned(version), Memory(version), version.Text("invocations"), version.Text("errors"), LastError(version));
        }

        table.Write(output, "  ");
    }

    private static void WriteSandboxes(JsonElement function, TextWriter output)
    {
        var table = new TextTable("SANDBOX'S LOG STREAM", "NOW", "INVOCATIONS", "MEMORY");
        foreach (var sandbox in function.Items("versions").SelectMany(version => version.Items("sandboxList")))
        {
            table.Add(sandbox.Text("logStream"), sandbox.Text("activity"), sandbox.Text("invocations"), Megabytes(sandbox, "peakBytes") is > 0 and var used ? $"{used} MB" : "-");
        }

        if (!table.IsEmpty)
        {
            output.WriteLine();
            table.Write(output, "  ");
        }
    }

    private static string State(JsonElement function) => function.Text("lastUpdateStatus") switch
    {
        "InProgress" => $"{function.Text("state")}, updating",
        "Failed" => $"{function.Text("state")}, update failed",
        _ => function.Text("state"),
    };

    // $LATEST comes first, then the published versions from the newest on.
    private static string Newest(JsonElement function) =>
        function.Items("versions").Take(2).Select(version => version.Text("version")).LastOrDefault("-");

    private static string LastPart(string package) => package[(package.LastIndexOf('/') + 1)..];

    private static string Sandboxes(JsonElement element) =>
        Or(string.Join(", ", element.Members("sandboxes").Where(pair => pair.Value != "0").Select(pair => $"{pair.Value} {pair.Name}")), "-");

    private static string Provisioned(JsonElement element) =>
        element.Find("provisioned") is { } provisioned && provisioned.Text("requested") is not ("0" or "") ? $"{provisioned.Text("ready")}/{provisioned.Text("requested")}" : "-";

    private static string Memory(JsonElement element) => element.Find("memory") is { } memory
        ? $"{(Megabytes(memory, "peakBytes") is > 0 and var used ? used.ToString(CultureInfo.InvariantCulture) : "-")}/{Megabytes(memory, "limitBytes")} MB"
        : "-";

    private static long Megabytes(JsonElement element, string member) =>
        element.Find(member) is { ValueKind: JsonValueKind.Number } number ? (number.GetInt64() + (1 << 20) - 1) >> 20 : 0;

    private static string LastError(JsonElement element) =>
        element.Find("lastError") is { } error ? $"{error.Text("time")} {error.Text("type")} {error.Text("requestId")}".TrimEnd() : "-";

    private static string Place(JsonElement function) => $"{function.Text("account")}/{function.Text("region")}";

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
