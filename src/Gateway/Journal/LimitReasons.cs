using System.Globalization;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Journal;

/// <summary>A token bucket was empty.</summary>
/// <param name="Whose">Whose limit it was; of a plan's limit for one method, the plan's id.</param>
internal sealed record RateExceeded(ReasonKind Kind, string Whose, string Name, Throttle Limit) : Reason(Kind)
{
    /// <summary>The name of the plan, where it is a plan's limit.</summary>
    public string? PlanName { get; init; }

    private string Rate => Limit.RatePerSecond.ToString(CultureInfo.InvariantCulture);

    // Twice the limit is no advice on how high it ought to be; it is a number that lets more pass.
    private string HigherRate => Hcl.Number(Math.Max(1, Limit.RatePerSecond * 2));

    private string HigherBurst => Hcl.Number(Math.Max(1, Limit.Burst * 2));

    private string Owner => Kind == ReasonKind.PlanMethodThrottled ? $"plan {Whose} for one method" : Whose;

    public override string Explain() => $"The throttle of {Owner} ({Name}) was used up: {Rate} requests a second with a burst of {Limit.Burst}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() =>
        [Pair("limit", Name), Pair("rateLimit", Rate), Pair("burstLimit", Limit.Burst.ToString(CultureInfo.InvariantCulture))];

    public override string? Advice() => Kind == ReasonKind.AccountThrottled
        ? "On AWS the limit is a service quota of the account. Here it is set at the start: gatehouse serve --account-throttle RATE:BURST, or none."
        : null;

    internal override string? Terraform(in RequestPlace place) => Kind switch
    {
        ReasonKind.PlanThrottled => $$"""
            resource "aws_api_gateway_usage_plan" "this" { # {{Name}}
              name = {{Hcl.Quoted(PlanName ?? "")}}
              throttle_settings {
                rate_limit  = {{HigherRate}} # was {{Rate}}
                burst_limit = {{HigherBurst}} # was {{Limit.Burst}}
              }
            }
            """,
        ReasonKind.PlanMethodThrottled => $$"""
            resource "aws_api_gateway_usage_plan" "this" { # {{Owner}}
              name = {{Hcl.Quoted(PlanName ?? "")}}
            {{place.ApiStage($$"""

                throttle {
                  path        = {{Hcl.Quoted(Name)}}
                  rate_limit  = {{HigherRate}} # was {{Rate}}
                  burst_limit = {{HigherBurst}} # was {{Limit.Burst}}
                }
            """)}}
            }
            """,
        ReasonKind.StageThrottled => $$"""
            resource "aws_api_gateway_method_settings" "this" {
              rest_api_id = {{Hcl.Quoted(place.ApiId)}}
              stage_name  = {{Hcl.Quoted(place.StageName)}}
              method_path = {{Hcl.Quoted(MethodPath)}} # or */* for every method of the stage
              settings {
                throttling_rate_limit  = {{HigherRate}} # was {{Rate}}; -1 for no limit
                throttling_burst_limit = {{HigherBurst}} # was {{Limit.Burst}}
              }
            }
            """,
        _ => $$"""
            resource "aws_servicequotas_service_quota" "this" {
              service_code = "apigateway"
              quota_code   = "L-8A5B8E43" # requests a second of all APIs in one region
              value        = {{HigherRate}}
            }
            """,
    };

    // The root's path is a slash, which is written ~1 where slashes separate.
    private string MethodPath => Name.TrimStart('/') is var path && path.Contains('/', StringComparison.Ordinal) ? path : "~1/" + path;
}

/// <summary>The key has made all the calls that its plan grants in this period.</summary>
internal sealed record QuotaExhausted(string PlanId, string KeyId, QuotaModel Quota, DateOnly Until) : Reason(ReasonKind.QuotaExhausted)
{
    public string? PlanName { get; init; }

    private string Period => Quota.Period.ToString().ToUpperInvariant();

    public override string Explain() =>
        $"The key {KeyId} has used up its quota of {Quota.Limit} requests a {Quota.Period.ToString().ToLowerInvariant()} in plan {PlanId}. It starts anew on {Until:yyyy-MM-dd} at 00:00 UTC.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() =>
    [
        Pair("planId", PlanId),
        Pair("keyId", KeyId),
        Pair("limit", Quota.Limit.ToString(CultureInfo.InvariantCulture)),
        Pair("period", Period),
        Pair("until", Until.ToString("O", CultureInfo.InvariantCulture)),
    ];

    public override string Advice() =>
        $"For this key and period alone: aws apigateway update-usage --usage-plan-id {PlanId} --key-id {KeyId} --patch-operations op=replace,path=/remaining,value=100. For every key of the plan:";

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_usage_plan" "this" { # {{PlanId}}
          name = {{Hcl.Quoted(PlanName ?? "")}}
          quota_settings {
            limit  = {{Math.Max(1, Quota.Limit * 2)}} # was {{Quota.Limit}}
            period = "{{Period}}"
          }
        }
        """;
}
