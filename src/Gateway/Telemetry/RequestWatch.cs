using System.Diagnostics;
using System.Globalization;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Stages;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Gateway.Telemetry;

/// <summary>Follows one request for OpenTelemetry: its span, those of the functions that are asked on its way, and its measurement at the end.</summary>
internal sealed class RequestWatch
{
    private static readonly int s_authorize = Array.IndexOf(Pipeline.Names, nameof(Authorize));

    private readonly Activity? _span;
    private readonly string _scheme;
    private readonly string _protocol;
    private readonly TimeProvider _time;
    private readonly long _began;
    private Activity? _authorizer;
    private Activity? _integration;

    private RequestWatch(HttpContext http, TimeProvider time)
    {
        (_scheme, _protocol, _time) = (http.Request.Scheme, http.Request.Protocol, time);
        if (ApiTelemetry.Source.HasListeners())
        {
            _span = Start(HttpVerb.Of(http.Request.Method), IncomingTrace.Read(http.Request.Headers));
        }

        _began = time.GetTimestamp();
    }

    /// <summary>Null while nobody listens.</summary>
    public static RequestWatch? Begin(HttpContext http, TimeProvider time) => ApiTelemetry.IsOn ? new RequestWatch(http, time) : null;

    /// <summary>Opens the span of an authorizer's function. Answers the trace header that it gets, or null when there is no trace.</summary>
    public string? BeginAuthorizer(out string? root) => Begin("authorizer", ref _authorizer, out root);

    /// <summary>The same for the function of an integration.</summary>
    public string? BeginIntegration(out string? root) => Begin("integration", ref _integration, out root);

    public void End(RequestRecord record)
    {
        var verb = HttpVerb.Of(record.HttpMethod);
        Measure(record, verb);
        if (_span is not { } span)
        {
            return;
        }

        var ended = At(record.EndedTicks);
        if (record.Authorizer is { InvocationId: not null } authorizer && _authorizer is { } asked)
        {
            asked.SetTag("gatehouse.authorizer.id", authorizer.Id);
            End(asked, authorizer.InvocationId, record.StepsPassed > s_authorize ? At(record.StepEnd(s_authorize)) : ended, authorizer.Error);
        }

        if (record.InvocationId is not null && _integration is { } invoked)
        {
            End(invoked, record.InvocationId, ended, record.Status >= 500 ? record.Reason?.Kind.ToString() : null);
        }

        if (span.IsAllDataRequested)
        {
            Describe(span, record, verb);
        }

        End(span, ended);
    }

    // Spans have the machine's time; a test's clock moves only what the gateway itself goes by.
    private DateTime At(long ticks) => _span!.StartTimeUtc + _time.GetElapsedTime(_began, ticks);

    private void Measure(RequestRecord record, string verb)
    {
        var refusal = record.Reason?.Kind.ToString();
        if (ApiTelemetry.Duration.Enabled)
        {
            var tags = new TagList
            {
                { "http.request.method", verb },
                { "url.scheme", _scheme },
                { "http.response.status_code", record.Status },
                { "network.protocol.version", ProtocolVersion() },
            };
            AddPlace(ref tags, record);
            if (record.Status >= 500)
            {
                tags.Add("error.type", ErrorType(record));
            }

            ApiTelemetry.Duration.Record(_time.GetElapsedTime(record.StartedTicks, record.EndedTicks).TotalSeconds, tags);
        }

        if (refusal is not null && ApiTelemetry.Refusals.Enabled)
        {
            var tags = new TagList { { "gatehouse.refusal.reason", refusal }, { "http.response.status_code", record.Status } };
            AddPlace(ref tags, record);
            ApiTelemetry.Refusals.Add(1, tags);
        }
    }

    // What a stranger wrote in the place of an API or a path names nothing: only what was found does.
    private static void AddPlace(ref TagList tags, RequestRecord record)
    {
        if (record.Ring is not null)
        {
            tags.Add("gatehouse.api.id", record.ApiId);
            tags.Add("gatehouse.api.stage", record.StageName);
        }

        if (record.Place is { } place)
        {
            tags.Add("http.route", place.ResourcePath);
        }
    }

    private void Describe(Activity span, RequestRecord record, string verb)
    {
        var tags = new TagList();
        AddPlace(ref tags, record);
        foreach (var (name, value) in tags)
        {
            span.SetTag(name, value);
        }

        span.DisplayName = record.Place is { } place ? $"{verb} {place.ResourcePath}" : verb;
        span.SetTag("http.request.method", verb);
        if (verb == HttpVerb.Other)
        {
            span.SetTag("http.request.method_original", record.HttpMethod);
        }

        span.SetTag("url.scheme", _scheme);
        span.SetTag("url.path", PathOf(record.Target));
        span.SetTag("network.protocol.version", ProtocolVersion());
        span.SetTag("http.response.status_code", record.Status);
        span.SetTag("aws.request_id", record.RequestId);
        span.SetTag("aws.extended_request_id", record.ExtendedRequestId);
        span.SetTag("gatehouse.api_key.id", record.KeyId);
        span.SetTag("gatehouse.usage_plan.id", record.PlanId);
        span.SetTag("gatehouse.refusal.reason", record.Reason?.Kind.ToString());
        if (record.Authorizer is { } authorizer)
        {
            span.SetTag("gatehouse.authorizer.cached", authorizer.IsCached);
        }

        if (record.Status >= 500)
        {
            span.SetTag("error.type", ErrorType(record));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    private string? Begin(string name, ref Activity? step, out string? root)
    {
        root = null;
        if (_span is not { } span)
        {
            return null;
        }

        var before = Activity.Current;
        step = ApiTelemetry.Source.StartActivity(name, ActivityKind.Client, span.Context);
        Activity.Current = before;
        var trace = span.TraceId.ToHexString();
        root = $"Root=1-{trace.AsSpan(0, 8)}-{trace.AsSpan(8)}";
        return $"{root};Parent={(step ?? span).SpanId.ToHexString()};Sampled={(span.Recorded ? '1' : '0')}";
    }

    // The current activity is put back at once: what a request starts in the background must not hang below it for ever.
    private static Activity? Start(string name, in IncomingTrace incoming)
    {
        var before = Activity.Current;
        Activity.Current = null;
        var span = incoming.Parent == default && incoming.Id != default
            ? TraceOrigin.Start(ApiTelemetry.Source, name, incoming.Id)
            : ApiTelemetry.Source.StartActivity(name, ActivityKind.Server, incoming.Parent);
        Activity.Current = before;
        return span;
    }

    private static void End(Activity step, string invocationId, DateTime ended, string? error)
    {
        step.SetTag("faas.invocation_id", invocationId);
        if (error is not null)
        {
            step.SetTag("error.type", error);
            step.SetStatus(ActivityStatusCode.Error);
        }

        End(step, ended);
    }

    private static void End(Activity span, DateTime ended)
    {
        var before = Activity.Current;
        span.SetEndTime(ended > span.StartTimeUtc ? ended : span.StartTimeUtc);
        span.Stop();
        Activity.Current = before;
    }

    private string ProtocolVersion() => _protocol switch { "HTTP/1.1" => "1.1", "HTTP/2" => "2", "HTTP/1.0" => "1.0", _ => "other" };

    // A function may answer with an error of its own: then there is no reason of ours.
    private static string ErrorType(RequestRecord record) => record.Reason?.Kind.ToString() ?? record.Status.ToString(CultureInfo.InvariantCulture);

    // A query may hold secrets.
    private static string PathOf(string target) => target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] : target;
}
