using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Journal;

/// <summary>Serves <c>GET /_gatehouse/requests</c> (<c>?status=403&amp;limit=50</c>), <c>…/requests/{id}</c> and <c>…/requests/last</c>.</summary>
public sealed class RequestsEndpoint(RequestJournal journal)
{
    private const string Prefix = "/_gatehouse/requests";
    private const int DefaultLimit = 50;

    private static RequestsJson Json => RequestsJson.Readable;

    public static bool Owns(PathString path) => path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    public Task HandleAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal, out var rest);
        var id = rest.Value?.Trim('/') ?? "";
        if (http.Request.Method is not ("GET" or "HEAD"))
        {
            return Write(http, 405, new RequestsProblem("Only GET is possible here."), Json.RequestsProblem);
        }

        return id.Length == 0 ? List(http) : One(http, id);
    }

    private Task List(HttpContext http)
    {
        var query = http.Request.Query;
        if (!TryNumber(query["limit"], out var limit) || !TryNumber(query["status"], out var status))
        {
            return Write(http, 400, new RequestsProblem("limit and status are positive numbers."), Json.RequestsProblem);
        }

        var found = journal.Recent(limit ?? DefaultLimit, status);
        return Write(http, 200, new RequestList([.. found.Select(explanation => explanation.Summarize())]), Json.RequestList);
    }

    private Task One(HttpContext http, string id)
    {
        var explanation = id == "last" ? journal.Last() : journal.Find(id);
        return explanation is null
            ? Write(http, 404, new RequestsProblem($"No request '{id}' is kept here; the journal holds the most recent ones only."), Json.RequestsProblem)
            : Write(http, 200, explanation.Detail(), Json.RequestDetail);
    }

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

    private static async Task Write<T>(HttpContext http, int status, T value, JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
