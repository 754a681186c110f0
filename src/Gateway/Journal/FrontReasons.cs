namespace Gatehouse.Gateway.Journal;

/// <summary>The host or path names no API that is deployed here.</summary>
internal sealed record UnknownApi(string ApiId, string? HostRegion) : Reason(ReasonKind.UnknownApi)
{
    public override string Explain() => HostRegion is null
        ? $"No API with the id '{ApiId}' has a stage here. Either the id in the URL is wrong or the API was never deployed."
        : $"No API with the id '{ApiId}' has a stage in {HostRegion}, the region that the host names.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("apiId", ApiId), Pair("hostRegion", HostRegion ?? "-")];

    public override string Advice() => "Call the URL that Terraform prints, or its counterpart here; an API that was never deployed needs what follows.";

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_deployment" "this" {
          rest_api_id = aws_api_gateway_rest_api.this.id
        }
        resource "aws_api_gateway_stage" "this" {
          rest_api_id   = aws_api_gateway_rest_api.this.id
          deployment_id = aws_api_gateway_deployment.this.id
          stage_name    = {{Hcl.Quoted(place.StageName.Length > 0 ? place.StageName : "prod")}}
        }
        output "url" {
          value = aws_api_gateway_stage.this.invoke_url
        }
        """;
}

/// <summary>The API is there, the first path segment names none of its stages.</summary>
internal sealed record UnknownStage(string ApiId, string StageName, string[] Known) : Reason(ReasonKind.UnknownStage)
{
    public override string Explain() =>
        $"The first segment of the path is always the stage. API {ApiId} has no stage '{StageName}'; it has: {string.Join(", ", Known)}.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("stage", StageName), Pair("stages", string.Join(", ", Known))];

    public override string Advice() => $"Begin the path with one of the stages that are there, for example /{Known.FirstOrDefault("prod")}/…; or add this one.";

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_stage" "this" {
          rest_api_id   = {{Hcl.Quoted(ApiId)}}
          deployment_id = aws_api_gateway_deployment.this.id
          stage_name    = {{Hcl.Quoted(StageName)}}
        }
        """;
}

/// <summary>The API refuses its execute-api host and may only be called by a custom domain name.</summary>
internal sealed record DefaultEndpointDisabled(string ApiId) : Reason(ReasonKind.DefaultEndpointDisabled)
{
    public override string Explain() => $"API {ApiId} has its default endpoint disabled: only a custom domain name reaches it.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("apiId", ApiId), Pair("disable_execute_api_endpoint", "true")];

    internal override string Terraform(in RequestPlace place) => $$"""
        resource "aws_api_gateway_rest_api" "this" { # {{ApiId}}
          name                         = "api" # as it is
          disable_execute_api_endpoint = false # takes effect with the next deployment
        }
        """;
}

/// <summary>The HTTP front end refused the request line, the headers or the body before any API saw it.</summary>
internal sealed record FrontRefusal(ReasonKind Kind, string What, string Found, string Allowed) : Reason(Kind)
{
    public override string Explain() => $"{What}: found {Found}, allowed is {Allowed}. This is a limit of API Gateway's front end and cannot be configured.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("found", Found), Pair("allowed", Allowed)];

    public override string Advice() => Kind switch
    {
        ReasonKind.UriTooLong or ReasonKind.HeadersTooLarge => "No configuration raises this limit: the caller must send less, for example what is long in the body of a POST.",
        ReasonKind.BodyTooLong or ReasonKind.EventTooLarge =>
            "No configuration raises this limit: let the function give out a presigned URL of S3 and the caller upload there. Binary bodies grow by a third on their way to Lambda.",
        ReasonKind.MalformedTarget => "No configuration changes this: the caller must percent-encode the URL.",
        ReasonKind.UnsupportedContentEncoding => "The caller must send gzip, deflate or an uncompressed body. An API without minimum_compression_size passes compressed bodies on as they are.",
        _ => "No configuration changes this: the caller must send the whole body, as HTTP says.",
    };
}

/// <summary>A bug of this server. The log has the exception.</summary>
internal sealed record InternalFault(string Type) : Reason(ReasonKind.InternalFault)
{
    public override string Explain() => $"This server failed with {Type}; that is a bug of ours. Its log has the details under the request id.";

    public override IEnumerable<KeyValuePair<string, string>> Compared() => [Pair("exception", Type)];

    public override string Advice() => "No configuration helps. Please report it with what the log says; on AWS the request would have gone on.";
}

/// <summary>The caller closed the connection before there was an answer.</summary>
internal sealed record CallerLeft() : Reason(ReasonKind.CallerLeft)
{
    public override string Explain() => "The caller closed the connection before there was an answer. A function that was already invoked ran on.";

    public override string Advice() => "No configuration helps: the caller has to wait longer, or the function to answer sooner.";
}
