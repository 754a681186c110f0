using System.Globalization;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Journal;

/// <summary>A token bucket was empty.</summary>
/// <param name="Whose">Whose limit it was; of a plan's limit for one method, the plan's id.</param>
internal sealed record RateExceeded(ReasonKind Kind, string Whose, string Name, Throttle Limit) : Reason(Kind)
{
    private string Rate => Limit.RatePerSecond.ToString(CultureInfo.InvariantCulture);

    private string Owner => Kind == ReasonKind.PlanMethodThrottled ? $"plan {Whose} for one method" : Whose;

    public override string Explain() => $"The throttle of {Owner} ({Name}) was used up: {Rate} requests a second with a burst of {Limit.Burst}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() =>
        [Pair("limit", Name), Pair("rateLimit", Rate), Pair("burstLimit", Limit.Burst.ToString(CultureInfo.InvariantCulture))];

    public override string? Terraform() => Kind switch
    {
        ReasonKind.PlanThrottled => """
            resource "aws_api_gateway_usage_plan" "this" {
              throttle_settings {
                rate_limit  = 100 # higher than before
                burst_limit = 200
              }
            }
            """,
        ReasonKind.PlanMethodThrottled => $$"""
            resource "aws_api_gateway_usage_plan" "this" {
              api_stages {
                throttle {
                  path        = "{{Name}}"
                  rate_limit  = 100 # higher than before
                  burst_limit = 200
                }
              }
            }
            """,
        ReasonKind.StageThrottled => $$"""
            resource "aws_api_gateway_method_settings" "this" {
              method_path = "{{Name.TrimStart('/')}}"
              settings {
                throttling_rate_limit  = 100 # higher than before, or -1 for no limit
                throttling_burst_limit = 200
              }
            }
            """,
        _ => null,
    };
}

/// <summary>The key has made all the calls that its plan grants in this period.</summary>
internal sealed record QuotaExhausted(string PlanId, string KeyId, QuotaModel Quota, DateOnly Until) : Reason(ReasonKind.QuotaExhausted)
{
    public override string Explain() =>
        $"The key {KeyId} has used up its quota of {Quota.Limit} requests a {Quota.Period.ToString().ToLowerInvariant()} in plan {PlanId}. It starts anew on {Until:yyyy-MM-dd} at 00:00 UTC.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() =>
    [
        Pair("planId", PlanId),
        Pair("keyId", KeyId),
        Pair("limit", Quota.Limit.ToString(CultureInfo.InvariantCulture)),
        Pair("period", Quota.Period.ToString().ToUpperInvariant()),
        Pair("until", Until.ToString("O", CultureInfo.InvariantCulture)),
    ];

    public override string Terraform() => $$"""
        resource "aws_api_gateway_usage_plan" "this" {
          quota_settings {
            limit  = {{Quota.Limit * 2}}
            period = "{{Quota.Period.ToString().ToUpperInvariant()}}"
          }
        }
        """;
}
