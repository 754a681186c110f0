using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Journal;

/// <summary>
/// Serves <c>GET /_gatehouse/requests</c> (<c>?status=403&amp;api=ID&amp;stage=NAME&amp;limit=50</c>, or <c>&amp;follow</c> for a stream), <c>…/requests/{id}</c> and
/// <c>…/requests/last</c>.
/// </summary>
/// <param name="journal">What is served.</param>
/// <param name="stopping">The server ends, and streams with it.</param>
public sealed class RequestsEndpoint(RequestJournal journal, CancellationToken stopping = default)
{
    private const string Prefix = "/_gatehouse/requests";
    private const int DefaultLimit = 50;
    private const int MostAtOnce = 1000;

    private static RequestsJson Json => RequestsJson.Readable;

    public static bool Owns(PathString path) => path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    public Task HandleAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal, out var rest);
        var id = rest.Value?.Trim('/') ?? "";
        if (http.Request.Method is not ("GET" or "HEAD"))
        {
            return Refuse(http, 405, "Only GET is possible here.");
        }

        return id.Length == 0 ? List(http) : One(http, id);
    }

    private Task List(HttpContext http)
    {
        var query = http.Request.Query;
        if (!TryNumber(query["limit"], out var limit) || !TryNumber(query["status"], out var status))
        {
            return Refuse(http, 400, "limit and status are positive numbers.");
        }

        var filter = new RequestFilter { Status = status, ApiId = Word(query["api"]), StageName = Word(query["stage"]) };
        if (query.ContainsKey("follow"))
        {
            return FollowAsync(http, filter);
        }

        var found = journal.Recent(filter, Math.Min(limit ?? DefaultLimit, MostAtOnce));
        return Write(http, 200, new RequestList([.. found.Select(explanation => explanation.Summarize())]), Json.RequestList);
    }

    private async Task FollowAsync(HttpContext http, RequestFilter filter)
    {
        using var follower = journal.Follow(filter);
        if (follower is null)
        {
            await Refuse(http, 429, "Too many follow the requests already; end one of them first.");
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        await RequestStream.WriteAsync(http, follower, ended.Token);
    }

    private Task One(HttpContext http, string id)
    {
        var explanation = id == "last" ? journal.Last() : journal.Find(id);
        return explanation is null
            ? Refuse(http, 404, $"No request '{id}' is kept here; the journal holds the most recent ones only.")
            : Write(http, 200, explanation.Detail(), Json.RequestDetail);
    }

    private static string? Word(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static bool TryNumber(string? text, out int? number)
    {
        number = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var parsed = int.TryParse(text, out var value) && value > 0;
        number = value;
        return parsed;
    }

    private static Task Refuse(HttpContext http, int status, string message) => Write(http, status, new RequestsProblem(message), Json.RequestsProblem);

    private static async Task Write<T>(HttpContext http, int status, T value, JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
