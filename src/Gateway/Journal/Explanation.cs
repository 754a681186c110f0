using System.Text.Json;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Journal;

/// <summary>What became of one request, in words. Made when asked for.</summary>
public sealed class Explanation
{
    private readonly RequestRecord _record;
    private readonly long _ticksPerSecond;

    internal Explanation(RequestRecord record, long ticksPerSecond)
    {
        _record = record;
        _ticksPerSecond = ticksPerSecond;
    }

    public string RequestId => _record.RequestId;

    public int Status => _record.Status;

    public ReasonKind? Kind => _record.Reason?.Kind;

    public Reason? Reason => _record.Reason;

    /// <summary>The invocation of the integration's function, or of the authorizer's where the request came no further; null when none was made.</summary>
    public string? InvocationId => _record.InvocationId ?? _record.Authorizer?.InvocationId;

    /// <summary>The whole story as JSON, for tools and people.</summary>
    public byte[] ToUtf8Json() => JsonSerializer.SerializeToUtf8Bytes(Detail(), RequestsJson.Readable.RequestDetail);

    internal RequestSummary Summarize() => new()
    {
        RequestId = _record.RequestId,
        ExtendedRequestId = _record.ExtendedRequestId,
        Time = _record.StartedAt,
        ApiId = _record.ApiId,
        Stage = _record.StageName,
        Method = _record.HttpMethod,
        Path = PathOnly(_record.Target),
        Resource = _record.ResourcePath,
        Status = _record.Status,
        DurationMs = Milliseconds(_record.StartedTicks, _record.EndedTicks),
        Reason = _record.Reason?.Kind.ToString(),
    };

    internal RequestDetail Detail() => new()
    {
        Request = Summarize(),
        KeyId = _record.KeyId,
        PlanId = _record.PlanId,
        TraceId = _record.TraceId,
        InvocationId = _record.InvocationId,
        Authorizer = _record.Authorizer is { } authorizer
            ? new RequestAuthorizer
            {
                Id = authorizer.Id,
                PrincipalId = authorizer.PrincipalId,
                Cached = authorizer.IsCached,
                DurationMs = Math.Round(authorizer.Latency.TotalMilliseconds, 4),
                InvocationId = authorizer.InvocationId,
            }
            : null,
        Steps = Steps(),
        Refusal = _record.Reason is { } reason
            ? new RequestRefusal
            {
                ResponseType = DefaultResponse.Of(_record.ResponseType).Name is { Length: > 0 } name ? name : null,
                Kind = reason.Kind.ToString(),
                Explanation = reason.Explain(),
                Compared = reason.Compared().ToDictionary(),
                Advice = reason.Advice(),
                Terraform = reason.Terraform(new RequestPlace(_record.ApiId, _record.StageName, _record.Place)),
            }
            : null,
    };

    private List<RequestStep> Steps()
    {
        var steps = new List<RequestStep>();
        var before = _record.StartedTicks;
        for (var i = 0; i < _record.StepsPassed; i++)
        {
            var end = _record.StepEnd(i);
            var last = i == _record.StepsPassed - 1;
            steps.Add(new RequestStep
            {
                Name = i < Pipeline.Names.Length ? Pipeline.Names[i] : Pipeline.IntegrationStep,
                Microseconds = Milliseconds(before, end) * 1000,
                Outcome = last && _record.Reason is not null ? "refused" : "passed",
            });
            before = end;
        }

        return steps;
    }

    private double Milliseconds(long from, long to) => Math.Round((to - from) * 1000d / _ticksPerSecond, 4);

    // A query may carry secrets.
    private static string PathOnly(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? target : target[..question];
    }
}
