using Gatehouse.Core;

namespace Gatehouse.Gateway.Journal;

/// <summary>The method requires a key and the request has none.</summary>
internal sealed record KeyMissing(string ResourcePath) : Reason(ReasonKind.KeyMissing)
{
    public override string Explain() => $"The method on {ResourcePath} requires an API key, and the request has no x-api-key header (a key in the query does not count).";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("x-api-key", "not sent"), Pair("api_key_required", "true")];

    public override string Advice() => "Send the key: curl -H 'x-api-key: …'. Or, when everybody may call this method, apply the following.";

    internal override string Terraform(in RequestPlace place) =>
        place.MethodBlock("aws_api_gateway_method", "authorization = \"NONE\"", "api_key_required = false");
}

/// <summary>The API takes keys from its authorizers, and none named one.</summary>
internal sealed record KeyNotFromAuthorizer(string ResourcePath, string? AuthorizerId) : Reason(ReasonKind.KeyNotFromAuthorizer)
{
    public override string Explain() => AuthorizerId is null
        ? $"The API takes keys from authorizers (api_key_source = \"AUTHORIZER\"), and the method on {ResourcePath} has none. A key in the x-api-key header does not count there."
        : $"The API takes keys from authorizers (api_key_source = \"AUTHORIZER\"), and {AuthorizerId} replied without usageIdentifierKey. A key in the x-api-key header does not count there.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("authorizer", AuthorizerId ?? "-"), Pair("apiKeySource", "AUTHORIZER")];

    internal override string Terraform(in RequestPlace place) => AuthorizerId is null
        ? place.MethodBlock(
            "aws_api_gateway_method",
            "authorization = \"CUSTOM\"",
            "authorizer_id = aws_api_gateway_authorizer.this.id # its function replies with usageIdentifierKey, a key's value",
            "api_key_required = true")
        : """
          resource "aws_api_gateway_rest_api" "this" {
            name           = "api" # the name that it has
            api_key_source = "HEADER" # or let the authorizer's function reply with usageIdentifierKey, a key's value
          }
          # takes effect with the next deployment
          """;
}

/// <summary>No key of this account and region has the value that was sent.</summary>
internal sealed record KeyUnknown(string Shown, Scope Scope, bool FromAuthorizer = false) : Reason(ReasonKind.KeyUnknown)
{
    public override string Explain() => FromAuthorizer
        ? $"The authorizer replied with a usageIdentifierKey, but no API key in {Scope} has that value (it ends in {Shown}). It must be the key's value, not its id."
        : $"The x-api-key header was sent, but no API key in {Scope} has that value (it ends in {Shown}).";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair(FromAuthorizer ? "usageIdentifierKey" : "x-api-key", Shown), Pair("scope", Scope.ToString())];

    public override string Advice() => "Send the value of a key that is there: terraform output -raw key. Or make one that may call this stage.";

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_api_key" "this" {
          name = "caller"
        }
        resource "aws_api_gateway_usage_plan" "this" {
          name = "basic"
        {{place.ApiStage()}}
        }
        resource "aws_api_gateway_usage_plan_key" "this" {
          key_id        = aws_api_gateway_api_key.this.id
          key_type      = "API_KEY"
          usage_plan_id = aws_api_gateway_usage_plan.this.id
        }
        output "key" {
          value     = aws_api_gateway_api_key.this.value
          sensitive = true
        }
        """;
}

/// <summary>The key exists and is switched off.</summary>
internal sealed record KeyDisabled(string KeyId, string? Name, string Shown) : Reason(ReasonKind.KeyDisabled)
{
    public override string Explain() => $"The key {KeyId} ({Name ?? "without a name"}, value ends in {Shown}) is disabled.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("keyId", KeyId), Pair("x-api-key", Shown), Pair("enabled", "false")];

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_api_key" "this" { # {{KeyId}}
          name    = {{Hcl.Quoted(Name ?? "")}}
          enabled = true
        }
        """;
}

/// <summary>The key is in no usage plan.</summary>
internal sealed record KeyInNoPlan(string KeyId, string? Name) : Reason(ReasonKind.KeyInNoPlan)
{
    public override string Explain() => $"The key {KeyId} ({Name ?? "without a name"}) is in no usage plan. A key opens nothing by itself: a plan must join it to the stage.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("keyId", KeyId), Pair("plans", "none")];

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_usage_plan" "this" {
          name = "basic"
        {{place.ApiStage()}}
        }
        resource "aws_api_gateway_usage_plan_key" "this" {
          key_id        = {{Hcl.Quoted(KeyId)}}
          key_type      = "API_KEY"
          usage_plan_id = aws_api_gateway_usage_plan.this.id
        }
        """;
}

/// <summary>The key is in plans, but none of them names this stage.</summary>
internal sealed record KeyInNoPlanOfStage(string KeyId, string ApiId, string StageName, string[] Plans) : Reason(ReasonKind.KeyInNoPlanOfStage)
{
    /// <summary>The name of the first of its plans.</summary>
    public string? PlanName { get; init; }

    public override string Explain() => $"The key {KeyId} is in {string.Join(", ", Plans)}, and none of these plans lists the stage {StageName} of API {ApiId}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() =>
        [Pair("keyId", KeyId), Pair("stage", $"{ApiId}:{StageName}"), Pair("plans", string.Join(", ", Plans))];

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_usage_plan" "this" { # {{Hcl.Comment(Plans.FirstOrDefault("the key's plan"))}}, besides the stages it has
          name = {{Hcl.Quoted(PlanName ?? "")}}
        {{place.ApiStage()}}
        }
        """;
}
