using System.Runtime.CompilerServices;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Telemetry;

namespace Gatehouse.Gateway.Journal;

/// <summary>What is kept of one request. Written by the request alone until it is entered in the journal, then never again.</summary>
internal sealed class RequestRecord
{
    private StepTimes _steps;

    public required string RequestId { get; init; }

    public required string ExtendedRequestId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required long StartedTicks { get; init; }

    public required string HttpMethod { get; init; }

    /// <summary>The raw target: path and query as sent. It may carry secrets in its query, so only the path part is ever shown.</summary>
    public string Target { get; set; } = "";

    public string ApiId { get; set; } = "";

    public string StageName { get; set; } = "";

    public string? ResourcePath { get; set; }

    /// <summary>The method that was matched, for explaining.</summary>
    public MethodPlace? Place { get; set; }

    public string? KeyId { get; set; }

    public string? PlanId { get; set; }

    /// <summary>How asking the method's authorizer went; null where none was asked.</summary>
    public AuthorizerRecord? Authorizer { get; set; }

    public string? TraceId { get; set; }

    public string? InvocationId { get; set; }

    /// <summary>Where the journal keeps this: its stage's ring, or null when the request found no stage.</summary>
    public RequestRing? Ring { get; set; }

    /// <summary>What tells OpenTelemetry of this request; null while nobody listens, and when it has ended.</summary>
    public RequestWatch? Watch { get; set; }

    public int Status { get; set; }

    public long EndedTicks { get; set; }

    public GatewayResponseType ResponseType { get; set; }

    public Reason? Reason { get; set; }

    /// <summary>How many stages of the pipeline were entered and left; a refusal is the last of them.</summary>
    public int StepsPassed { get; private set; }

    public void Passed(long ticks)
    {
        if (StepsPassed < StepTimes.Length)
        {
            _steps[StepsPassed++] = ticks;
        }
    }

    public long StepEnd(int step) => _steps[step];

    [InlineArray(Length)]
    private struct StepTimes
    {
        public const int Length = 16;
        private long _first;
    }
}
