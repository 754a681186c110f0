using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gatehouse.Server.Admin;
using Gatehouse.Server.Clock;
using Gatehouse.Services.Lambda.Watching;
using Gatehouse.Services.Logs;
using Gatehouse.Services.Logs.Following;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gatehouse.Server.Watching;

/// <summary>
/// Serves <c>GET /_gatehouse/logs/{function}</c> (<c>?since=10m&amp;filter=PATTERN&amp;request=ID&amp;account=&amp;region=</c>): the lines of a function, one JSON
/// document a line, in order over all its streams; with <c>&amp;follow</c> also those that come.
/// </summary>
/// <param name="invocationOf">The invocation behind the request id of a call to an API, or null.</param>
/// <param name="stopping">The server ends, and streams with it.</param>
internal sealed class LogsEndpoint(FunctionWatch functions, LogsEngine logs, Func<string, string?> invocationOf, TimeProvider time, CancellationToken stopping)
{
    private const string Prefix = "/_gatehouse/logs";
    private const int MostFollowers = 16;
    private const int LongestFilter = 1024;

    private static readonly TimeSpan s_defaultSince = TimeSpan.FromMinutes(10);

    // With the writer's own pause, a line is shown well within a tenth of a second.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(40);

    // An empty line says that the stream lives, and finds out whether its reader does.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(15);

    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int _followers;

    public static bool Owns(PathString path) => path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET";
            await Json.WriteMessageAsync(http, 405, "Logs are only read here.");
            return;
        }

        var wanted = NamedFunction.Read(http.Request, Prefix);
        if (wanted.Name is null)
        {
            await Json.WriteMessageAsync(http, 404, "Name a function: /_gatehouse/logs/NAME.");
            return;
        }

        var found = await functions.ListAsync(wanted.Name, wanted.Account, wanted.Region, http.RequestAborted);
        if (found is not [var function])
        {
            await (found.Count == 0
                ? Json.WriteMessageAsync(http, 404, wanted.Missing)
                : Json.WriteMessageAsync(http, 400, $"There are several functions '{wanted.Name}'; name the account and region, or the ARN: {string.Join(", ", found.Select(each => each.Arn))}."));
            return;
        }

        if (ReadQuery(http.Request.Query, function, out var reader) is { } problem)
        {
            await Json.WriteMessageAsync(http, 400, problem);
            return;
        }

        await AnswerAsync(http, reader!, http.Request.Query.ContainsKey("follow"));
    }

    /// <summary>What is wrong with it, or null.</summary>
    private string? ReadQuery(IQueryCollection query, FunctionOverview function, out GroupReader? reader)
    {
        reader = null;
        var request = query["request"].ToString();
        if (!TryReadSince(query["since"].ToString(), request.Length > 0, out var since))
        {
            return "since is a span such as 10m, 2h or 1d, or a moment such as 2026-12-01T08:00:00Z.";
        }

        var pattern = query["filter"].ToString();
        if (pattern.Length > LongestFilter)
        {
            return $"filter is a pattern of at most {LongestFilter} characters.";
        }

        try
        {
            // Who looks for a call to an API knows the gateway's id of it.
            var filter = new LineFilter(pattern, request.Length > 0 ? invocationOf(request) ?? request : null);
            reader = new GroupReader(logs, function.Scope, function.LogGroup, since, filter);
            return null;
        }
        catch (AwsException refused)
        {
            return $"filter is no pattern of CloudWatch Logs: {refused.Message}";
        }
    }

    private bool TryReadSince(string text, bool isForRequest, out DateTimeOffset since)
    {
        var now = time.GetUtcNow();
        since = isForRequest ? DateTimeOffset.UnixEpoch : now - s_defaultSince;
        if (text.Length == 0)
        {
            return true;
        }

        if (TimeText.Span(text) is { } span)
        {
            since = now - DateTimeOffset.UnixEpoch > span ? now - span : DateTimeOffset.UnixEpoch;
            return true;
        }

        if (TimeText.Moment(text) is { } moment)
        {
            since = moment;
            return true;
        }

        return false;
    }

    private async Task AnswerAsync(HttpContext http, GroupReader reader, bool follow)
    {
        if (follow && Interlocked.Increment(ref _followers) > MostFollowers)
        {
            Interlocked.Decrement(ref _followers);
            await Json.WriteMessageAsync(http, 429, "Too many follow logs already; end one of them first.");
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            await WriteAsync(http, reader, follow, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader left, or the server ends.
        }
        finally
        {
            if (follow)
            {
                Interlocked.Decrement(ref _followers);
            }
        }
    }

    private async Task WriteAsync(HttpContext http, GroupReader reader, bool follow, CancellationToken ended)
    {
        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers.CacheControl = "no-store";
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } pace)
        {
            // A terminal may be stopped for a while; what it has not read waits in the files.
            pace.MinDataRate = null;
        }

        await http.Response.StartAsync(ended);
        await http.Response.BodyWriter.FlushAsync(ended);
        while (await reader.ReadAsync(ended) is { } page)
        {
            await SendAsync(http, page, ended);
        }

        if (!follow)
        {
            return;
        }

        // Tells a program that waits for what is to come that it has seen what there was.
        await SendAsync(http, [], ended);
        using var timer = new PeriodicTimer(s_look, time);
        var spoken = time.GetTimestamp();
        do
        {
            var lines = await reader.ReadAsync(ended) ?? [];
            if (lines.Count > 0 || time.GetElapsedTime(spoken) > s_silence)
            {
                await SendAsync(http, lines, ended);
                spoken = time.GetTimestamp();
            }
        }
        while (await timer.WaitForNextTickAsync(ended));
    }

    private static async ValueTask SendAsync(HttpContext http, IReadOnlyList<LogLine> lines, CancellationToken ended)
    {
        foreach (var line in lines)
        {
            await using (var json = new Utf8JsonWriter(http.Response.BodyWriter, s_plain))
            {
                json.WriteStartObject();
                json.WriteString("time", line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                json.WriteString("stream", line.Stream);
                json.WriteString("message", line.Message);
                json.WriteEndObject();
            }

            End(http);
        }

        if (lines.Count == 0)
        {
            End(http);
        }

        await http.Response.BodyWriter.FlushAsync(ended);
    }

    private static void End(HttpContext http)
    {
        http.Response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
        http.Response.BodyWriter.Advance(1);
    }
}
