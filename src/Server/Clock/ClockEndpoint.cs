using System.Text.Json;
using Gatehouse.Server.Admin;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Clock;

/// <summary>Serves <c>/_gatehouse/clock</c>: GET reads the test clock, POST moves it.</summary>
/// <param name="clock">Null when the server goes by real time.</param>
internal sealed class ClockEndpoint(TestClock? clock)
{
    private const int LongestBody = 4096;

    private const string Usage =
        """Write one of {"advance": "1d"}, {"set": "2026-12-01T00:00:00Z"}, {"freeze": true} and {"resume": true}.""";

    public static bool Owns(PathString path) => path.Equals("/_gatehouse/clock", StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext http)
    {
        if (clock is null)
        {
            await Refuse(http, 403, "This server goes by real time. To move its time, start it with 'gatehouse serve --test-clock'.");
        }
        else if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            await Json.WriteAsync(http, 200, clock.Read().Write);
        }
        else if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD, POST";
            await Refuse(http, 405, "GET reads the clock, POST moves it.");
        }
        else if (!http.Request.HasJsonContentType())
        {
            // A page of another origin cannot send this type without being asked first, and nobody answers that question.
            await Refuse(http, 415, $"Send the header Content-Type: application/json. {Usage}");
        }
        else
        {
            await MoveAsync(http, clock);
        }
    }

    private static async Task MoveAsync(HttpContext http, TestClock clock)
    {
        var body = await ReadAsync(http);
        if (Move(clock, body) is { } problem)
        {
            await Refuse(http, 400, problem);
            return;
        }

        await Json.WriteAsync(http, 200, clock.Read().Write);
    }

    /// <summary>Does what the body says; a sentence when it cannot.</summary>
    private static string? Move(TestClock clock, ReadOnlyMemory<byte> body)
    {
        JsonProperty order;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement.Clone();
            if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().ToList() is not [var only])
            {
                return Usage;
            }

            order = only;
        }
        catch (JsonException)
        {
            return $"The body is not JSON. {Usage}";
        }

        switch (order.Name, order.Value.ValueKind)
        {
            case ("advance", JsonValueKind.String):
                return Advance(clock, order.Value.GetString()!);
            case ("set", JsonValueKind.String):
                return Set(clock, order.Value.GetString()!);
            case ("freeze", JsonValueKind.True):
                clock.Freeze();
                return null;
            case ("resume", JsonValueKind.True):
                clock.Resume();
                return null;
            default:
                return Usage;
        }
    }

    private static string? Advance(TestClock clock, string text)
    {
        if (text.StartsWith('-'))
        {
            return "Time advances forwards only; to go back, set a date.";
        }

        return TimeText.Span(text) is not { } span
            ? $"'{Shown(text)}' is not a span of time; write for example 30s, 5m, 1h, 1d, 1w, 1d12h or ISO 8601 such as PT36H. Months and years have no fixed length: set a date instead."
            : clock.TryAdvance(span) ? null : OutOfRange;
    }

    private static string? Set(TestClock clock, string text) => TimeText.Moment(text) is not { } moment
        ? $"'{Shown(text)}' is not a moment; write for example 2026-12-01 or 2026-12-01T00:00:00Z."
        : clock.TrySet(moment) ? null : OutOfRange;

    private static string OutOfRange => "The clock goes from 2000 to 2099, and a hundred years forward in all until the server is started again; choose a nearer date.";

    private static string Shown(string text) => text.Length <= 64 ? text : text[..64] + "…";

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http)
    {
        var buffer = new byte[LongestBody];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, http.RequestAborted);
        return buffer.AsMemory(0, length);
    }

    private static Task Refuse(HttpContext http, int status, string message) => Json.WriteMessageAsync(http, status, message);
}
