using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gatehouse.Gateway.Journal;

/// <summary>One line of the list of recent requests.</summary>
internal sealed record RequestSummary
{
    public required string RequestId { get; init; }

    public required string ExtendedRequestId { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string ApiId { get; init; }

    public required string Stage { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public string? Resource { get; init; }

    public required int Status { get; init; }

    public required double DurationMs { get; init; }

    public string? Reason { get; init; }
}

/// <summary>All that is known of one request.</summary>
internal sealed record RequestDetail
{
    public required RequestSummary Request { get; init; }

    public string? KeyId { get; init; }

    public string? PlanId { get; init; }

    public string? TraceId { get; init; }

    public string? InvocationId { get; init; }

    public RequestAuthorizer? Authorizer { get; init; }

    public required IReadOnlyList<RequestStep> Steps { get; init; }

    public RequestRefusal? Refusal { get; init; }
}

/// <summary>How asking the method's authorizer went.</summary>
internal sealed record RequestAuthorizer
{
    public required string Id { get; init; }

    public string? PrincipalId { get; init; }

    /// <summary>Whether an earlier answer was still good.</summary>
    public required bool Cached { get; init; }

    public required double DurationMs { get; init; }

    public string? InvocationId { get; init; }
}

/// <summary>One stage of the pipeline and how long it took.</summary>
internal sealed record RequestStep
{
    public required string Name { get; init; }

    public required double Microseconds { get; init; }

    public required string Outcome { get; init; }
}

/// <summary>Why a request was refused, and what would let it pass.</summary>
internal sealed record RequestRefusal
{
    public string? ResponseType { get; init; }

    public required string Kind { get; init; }

    public required string Explanation { get; init; }

    public required IReadOnlyDictionary<string, string> Compared { get; init; }

    public string? Advice { get; init; }

    public string? Terraform { get; init; }
}

internal sealed record RequestList(IReadOnlyList<RequestSummary> Requests);

/// <summary>Said between the lines of a stream whose reader was too slow.</summary>
internal sealed record LostRequests(long Lost);

internal sealed record RequestsProblem(string Message);

[JsonSerializable(typeof(RequestList))]
[JsonSerializable(typeof(RequestDetail))]
[JsonSerializable(typeof(RequestsProblem))]
[JsonSerializable(typeof(LostRequests))]
internal sealed partial class RequestsJson : JsonSerializerContext
{
    /// <summary>Indented, with words as they are: people read it as much as programs do.</summary>
    public static RequestsJson Readable { get; } = new(Written(indented: true));

    /// <summary>One line each.</summary>
    public static RequestsJson Line { get; } = new(Written(indented: false));

    private static JsonSerializerOptions Written(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = indented,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
